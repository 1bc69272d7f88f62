import { memo } from 'react';

const [width, height] = [1_000, 120];

/**
 * The picture of what was counted: a line that breaks where nothing is known, and hatched where it is left
 * out.
 *
 * @param start UTC milliseconds
 * @param step milliseconds
 */
export const TrafficChart = memo(function TrafficChart({
  start,
  step,
  values,
  masked,
  label,
}: {
  readonly start: number;
  readonly step: number;
  readonly values: readonly (number | null)[];
  readonly masked: readonly { readonly start: string; readonly end: string }[];
  readonly label: string;
}) {
  const most = values.reduce<number>((top, value) => Math.max(top, value ?? 0), 0) || 1;
  const across = (at: number): number => ((at - start) / (step * values.length)) * width;
  return (
    <div className="chart">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        height={height}
        role="img"
        aria-label={label}
      >
        <defs>
          <pattern
            id="out-hatch"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line x1="0" y1="0" x2="0" y2="6" className="out-line" />
          </pattern>
        </defs>
        {masked.map((one) => {
          const from = Math.max(0, across(Date.parse(one.start)));
          const to = Math.min(width, across(Date.parse(one.end)));
          if (to <= from) return null;
          return (
            <rect
              key={one.start}
              x={from}
              y={0}
              width={Math.max(2, to - from)}
              height={height}
              className="history-out"
            />
          );
        })}
        <path d={pathOf(values, most)} className="history-line" />
      </svg>
    </div>
  );
});

function pathOf(values: readonly (number | null)[], most: number): string {
  let path = '';
  let isOpen = false;
  values.forEach((value, i) => {
    if (value === null) {
      isOpen = false;
      return;
    }
    const x = ((i + 0.5) / values.length) * width;
    const y = height - (value / most) * (height - 4) - 2;
    path += `${isOpen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    isOpen = true;
  });
  return path;
}
