import { ownZone, showDay } from '../../time/show.ts';
import { useLanguage, useSay } from '../../words/words.tsx';
import { day } from './rule/length.ts';
import { words } from './words.ts';

/** From when to when, ISO 8601. */
interface Occurrence {
  readonly start: string;
  readonly end: string;
}

/** How far the picture goes. */
export const ahead = 28 * day;

/** The next four weeks as a strip: where a window is open, or a freeze holds. */
export function Strip({
  kind,
  from,
  times,
}: {
  readonly kind: 'window' | 'freeze';
  /** Where the picture begins, UTC milliseconds. */
  readonly from: number;
  readonly times: readonly Occurrence[];
}) {
  const say = useSay(words);
  const { language } = useLanguage();
  const label =
    times.length === 0
      ? say('stripNone')
      : say(times.length === 1 ? 'stripOne' : 'strip', { count: times.length });
  return (
    <figure className="strip">
      <svg role="img" aria-label={label} viewBox="0 0 560 20" preserveAspectRatio="none">
        <rect className="strip-ground" x="0" y="0" width="560" height="20" />
        {joined(times, from).map(({ start, end }) => {
          const x = Math.max(0, ((start - from) / ahead) * 560);
          const width = Math.max(2, ((end - from) / ahead) * 560 - x);
          return <rect key={start} className={`strip-${kind}`} x={x} y="0" width={width} height="20" />;
        })}
        {[1, 2, 3].map((week) => (
          <line key={week} className="strip-week" x1={week * 140} x2={week * 140} y1="0" y2="20" />
        ))}
      </svg>
      <figcaption aria-hidden="true">
        <span>{showDay(from, ownZone, language)}</span>
        <span>{showDay(from + ahead, ownZone, language)}</span>
      </figcaption>
    </figure>
  );
}

/** Touching and overlapping ones as one, in UTC milliseconds. */
function joined(times: readonly Occurrence[], from: number): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  for (const time of times) {
    const [start, end] = [Date.parse(time.start), Math.min(Date.parse(time.end), from + ahead)];
    const last = spans.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else spans.push({ start, end });
  }
  return spans;
}
