import type { Answer, Refusal } from '../../api/ask.ts';
import { isSameClock, showClock, showDay, showZone } from '../../time/show.ts';
import { type Language, useLanguage, useSay } from '../../words/words.tsx';
import { type Length, sayLength } from './rule/length.ts';
import { sayDate } from './rule/say-rule.ts';
import { timeOf, wallIn, wallOf } from './rule/wall.ts';
import { words } from './words.ts';

type Preview = Answer<'previewWindow'>;
type Time = Preview['items'][number];

/** A clock that times are told on beside the rule's own. */
export interface OtherClock {
  readonly zone: string;
  /** Whose it is. */
  readonly whose: string;
}

/** The next times of what is typed, with what changes of the clocks do to them. */
export function Coming({
  preview,
  error,
  clocks,
  onLeaveOut,
}: {
  readonly preview: Preview | undefined;
  readonly error: Refusal | null;
  readonly clocks: readonly OtherClock[];
  /** Leaves out a start, on the wall clock; undefined where nothing may be changed. */
  readonly onLeaveOut?: ((start: string) => void) | undefined;
}) {
  const say = useSay(words);
  const isWrong = error !== null && error.code !== 'unreachable';
  const shownStarts = new Set(preview?.items.map(({ start }) => start));
  const further = preview?.clockChanges.filter(({ start }) => !shownStarts.has(start)) ?? [];
  const shared = { zone: preview?.zone ?? 'UTC', clocks, onLeaveOut, isOld: isWrong };
  return (
    <section className="sheet coming" aria-labelledby="coming-title">
      <h2 id="coming-title">
        {say('nextTen')} {onLeaveOut && <span className="quiet">{say('nextTenOf')}</span>}
      </h2>
      <div role="status">
        {isWrong && <p className="mistake">{say('notWhole')}</p>}
        {isWrong && preview && <p className="quiet">{say('oldTimes')}</p>}
        {preview?.items.length === 0 && <p>{say('noTimes')}</p>}
      </div>
      {preview && preview.items.length > 0 && (
        <Times {...shared} times={preview.items} labelledBy="coming-title" />
      )}
      {preview?.complete && preview.items.length > 0 && <p className="quiet">{say('complete')}</p>}
      {further.length > 0 && (
        <>
          <h3 id="further-title">{say('furtherOn')}</h3>
          <Times {...shared} times={further} labelledBy="further-title" />
        </>
      )}
    </section>
  );
}

interface Shared {
  readonly zone: string;
  readonly clocks: readonly OtherClock[];
  readonly onLeaveOut: ((start: string) => void) | undefined;
}

function Times({
  times,
  labelledBy,
  isOld,
  ...shared
}: Shared & { readonly times: readonly Time[]; readonly labelledBy: string; readonly isOld: boolean }) {
  const say = useSay(words);
  const { zone, clocks, onLeaveOut } = shared;
  // A clock that shows the same all along is not told twice.
  const others = clocks.filter((clock) => times.some(({ start }) => !isSameClock(start, zone, clock.zone)));
  return (
    <table className={isOld ? 'coming-times old' : 'coming-times'} aria-labelledby={labelledBy}>
      <thead>
        <tr>
          <th scope="col">{zone}</th>
          {others.map((clock) => (
            <th scope="col" key={clock.zone}>
              {clock.zone} <span className="zone">({clock.whose})</span>
            </th>
          ))}
          {onLeaveOut && (
            <th scope="col">
              <span className="hidden">{say('leaveOut')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {times.map((time) => (
          <OneTime key={time.start} {...shared} clocks={others} time={time} />
        ))}
      </tbody>
    </table>
  );
}

function OneTime({ time, zone, clocks, onLeaveOut }: Shared & { readonly time: Time }) {
  const say = useSay(words);
  const { language } = useLanguage();
  const shown = spanOf(time, zone, language);
  return (
    <tr>
      <td>
        <time dateTime={time.start}>
          <Span time={time} zone={zone} />
        </time>{' '}
        <span className="zone">{offsetOf(time, zone, language)}</span>
        <Remark time={time} zone={zone} />
      </td>
      {clocks.map((clock) => (
        <td key={clock.zone} className="quiet">
          <Span time={time} zone={clock.zone} besides={zone} />{' '}
          <span className="zone">{offsetOf(time, clock.zone, language)}</span>
        </td>
      ))}
      {onLeaveOut && (
        <td>
          <button
            type="button"
            className="small"
            title={say('leaveOut')}
            aria-label={say('leaveOutOf', { time: shown })}
            onClick={() => onLeaveOut(wallIn(time.startLocal))}
          >
            ×
          </button>
        </td>
      )}
    </tr>
  );
}

/** How the zone stands to UTC then; its name is over the column. */
function offsetOf({ start }: Time, zone: string, language: Language): string {
  return showZone(start, zone, language).split(',')[0]!;
}

/**
 * The same, without breaks within the times of day; without the day where the clock beside it shows that too.
 */
function Span({
  time,
  zone,
  besides,
}: {
  readonly time: Time;
  readonly zone: string;
  readonly besides?: string;
}) {
  const { language } = useLanguage();
  const { start, end } = time;
  const [first, last] = [showDay(start, zone, language), showDay(end, zone, language)];
  const from = showClock(start, zone, language);
  const until = showClock(end, zone, language);
  if (first !== last) return spanOf(time, zone, language);
  const isSameDay = besides !== undefined && showDay(start, besides, language) === first;
  return (
    <>
      {!isSameDay && `${first}, `}
      <span className="clock">
        {from}–{until}
      </span>
    </>
  );
}

/** From when to when, on a zone's clock: the day of the end only where it is another. */
function spanOf({ start, end }: Time, zone: string, language: Language): string {
  const [first, last] = [showDay(start, zone, language), showDay(end, zone, language)];
  const until = first === last ? '–' : ` – ${last}, `;
  return `${first}, ${showClock(start, zone, language)}${until}${showClock(end, zone, language)}`;
}

/** What a change of the clocks does to a time, in the reader's language. */
function Remark({ time, zone }: { readonly time: Time; readonly zone: string }) {
  const say = useSay(words);
  const { language } = useLanguage();
  if (time.remark === null) return null;
  const [named, starts, ends] = [time.named, time.startLocal, time.endLocal].map(
    (one) => wallOf(one.slice(0, 19), zone) ?? 0,
  ) as [number, number, number];
  const length = Date.parse(time.end) - Date.parse(time.start);
  const change = ends - starts - length;
  const fill = {
    time: timeOf(named),
    date: sayDate(named, language),
    starts: timeOf(starts),
    ends: timeOf(ends),
    by: sayLength(exactly(Math.abs(change)), language),
    length: sayLength(exactly(length), language),
  };
  // Whole days end where the wall clock has them, however long they were.
  const isShifted = change !== 0 && (ends - starts) % 86_400_000 !== 0;
  return (
    <p className="remark">
      {time.hour !== null && say(time.hour, fill)}{' '}
      {isShifted && say(change > 0 ? 'forward' : 'backward', fill)}
    </p>
  );
}

const exactly = (ms: number): Length => ({ days: 0, ms });
