import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { showDay } from '../../time/show.ts';
import { useLanguage, useSay } from '../../words/words.tsx';
import { DAY, daysLater, HOUR, MINUTE } from './grid/clock.ts';
import { type DayRow, instantAt, piecesOf } from './grid/days.ts';
import { rowHeight } from './heatmap.tsx';
import { words } from './words.ts';

/** How exactly a moment is chosen by mouse and arrows, milliseconds. */
export const grain = 15 * MINUTE;

/** What can be chosen from: the first and the last start. */
interface Props {
  readonly rows: readonly DayRow[];
  readonly zone: string;
  readonly takes: number;
  readonly at: number;
  readonly earliest: number;
  readonly latest: number;
  readonly isOpen: boolean;
  /** The moment in words: when, what it costs, whether it is allowed. */
  readonly told: string;
  readonly holidays: ReadonlyMap<string, string>;
  readonly onMove: (at: number) => void;
  readonly onChoose: () => void;
  /** The picture below. */
  readonly children: ReactNode;
}

/** The week, with a block of the length that is looked for; moved by mouse, finger and keys. */
export function Picker(props: Props) {
  const { rows, zone, takes, at, earliest, latest, isOpen, told, holidays, onMove, onChoose, children } =
    props;
  const say = useSay(words);
  const area = useRef<HTMLDivElement>(null);
  const grab = useRef<number | null>(null);
  const pieces = piecesOf({ start: at, end: at + Math.max(takes, 5 * MINUTE) }, rows);

  const move = (to: number): void => {
    const next = Math.min(latest, Math.max(earliest, to));
    if (next !== at) onMove(next);
  };
  const under = (event: PointerEvent): number => {
    const box = area.current!.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / rowHeight);
    const day = rows[Math.min(rows.length - 1, Math.max(0, row))]!;
    return instantAt(day, (event.clientX - box.left) / box.width);
  };
  const pressed = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    const point = under(event);
    const isOn = point >= at && point < at + takes;
    grab.current = isOn ? point - at : 0;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (!isOn) move(onGrain(point));
  };
  const moved = (event: PointerEvent<HTMLDivElement>): void => {
    if (grab.current !== null) move(onGrain(under(event) - grab.current + grain / 2));
  };
  const keyed = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      onChoose();
      return;
    }
    const to = keyTarget(event, { at, zone, rows });
    if (to === null) return;
    event.preventDefault();
    move(to);
  };

  return (
    <div className="week">
      <Hours />
      <div className="days" aria-hidden="true">
        {rows.map((day, i) => (
          <Day
            key={day.date}
            day={day}
            isNewMonth={i === 0 || day.date.endsWith('-01')}
            holiday={holidays.get(day.date)}
          />
        ))}
      </div>
      <div
        ref={area}
        className="picture"
        style={{ height: rows.length * rowHeight }}
        role="slider"
        tabIndex={0}
        aria-label={say('start')}
        aria-describedby="plan-keys"
        aria-valuemin={0}
        aria-valuemax={Math.round((latest - earliest) / MINUTE)}
        aria-valuenow={Math.round((at - earliest) / MINUTE)}
        aria-valuetext={told}
        onPointerDown={pressed}
        onPointerMove={moved}
        onPointerUp={() => {
          grab.current = null;
        }}
        onPointerCancel={() => {
          grab.current = null;
        }}
        onKeyDown={keyed}
      >
        {children}
        {pieces.map(({ row, from, to }) => (
          <div
            key={`${row} ${from}`}
            className={isOpen ? 'block' : 'block in-the-way'}
            style={{
              left: `${from * 100}%`,
              width: `${(to - from) * 100}%`,
              top: row * rowHeight,
              height: rowHeight,
            }}
          />
        ))}
      </div>
    </div>
  );
}

function onGrain(at: number): number {
  return Math.floor(at / grain) * grain;
}

/** Where a key leads: arrows by a step and by a day, with shift by an hour and by a week. */
function keyTarget(
  { key, shiftKey }: KeyboardEvent,
  { at, zone, rows }: { readonly at: number; readonly zone: string; readonly rows: readonly DayRow[] },
): number | null {
  const step = shiftKey ? HOUR : grain;
  const days = shiftKey ? 7 : 1;
  const today = rows.find(({ start, end }) => at >= start && at < end);
  switch (key) {
    case 'ArrowLeft':
      return onGrain(at - 1 - (step - grain));
    case 'ArrowRight':
      return onGrain(at + step);
    case 'ArrowUp':
      return daysLater(at, -days, zone);
    case 'ArrowDown':
      return daysLater(at, days, zone);
    case 'PageUp':
      return daysLater(at, -7, zone);
    case 'PageDown':
      return daysLater(at, 7, zone);
    case 'Home':
      return today?.start ?? null;
    case 'End':
      return today ? today.end - HOUR : null;
    default:
      return null;
  }
}

function Hours() {
  return (
    <div className="hours" aria-hidden="true">
      {[0, 3, 6, 9, 12, 15, 18, 21, 24].map((hour) => (
        <span
          key={hour}
          className={hour % 6 === 0 ? undefined : 'minor'}
          style={{ left: `${(hour / 24) * 100}%` }}
        >
          {hour}
        </span>
      ))}
    </div>
  );
}

function Day({
  day: { wall, date, hours },
  isNewMonth,
  holiday,
}: {
  readonly day: DayRow;
  readonly isNewMonth: boolean;
  readonly holiday: string | undefined;
}) {
  const { language } = useLanguage();
  const isRest = [0, 6].includes(new Date(wall).getUTCDay());
  const [weekday, rest] = split(showDay(wall + DAY / 2, 'UTC', language));
  const months = rest.replace(/ ?\d{4}$/, '');
  const note = [hours === 24 ? '' : `${hours} h`, holiday ?? ''].filter(Boolean).join(' · ');
  return (
    <div
      className={isRest ? 'day rest' : 'day'}
      style={{ height: rowHeight }}
      title={note || undefined}
      data-date={date}
    >
      <span className="weekday">{weekday}</span> <span className="number">{Number(date.slice(8))}</span>
      {isNewMonth && <span className="month"> {months.replace(/^\d+\.? ?/, '')}</span>}
      {note && <span className="note">{note}</span>}
    </div>
  );
}

function split(day: string): readonly [string, string] {
  const at = day.indexOf(' ');
  return [day.slice(0, at).replace(/[.,]$/, ''), day.slice(at + 1)];
}
