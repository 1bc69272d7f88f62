import type { DowntimeView } from '../../api/contract/downtime-view.ts';
import type { GatesOfService } from '../../api/contract/gates.ts';
import { printable } from '../../printable.ts';
import { exactLength, parseDuration } from '../../time/duration.ts';
import { type Instant, parseInstant } from '../../time/instant.ts';
import { spokenClock, spokenLength } from '../../time/spoken.ts';
import type { Paint } from '../terminal.ts';
import { away } from './away.ts';
import { called } from './called.ts';
import { inFlightLine } from './in-flight.ts';
import { moment } from './moment.ts';
import { stateWord } from './state-word.ts';
import { table, wrap } from './table.ts';

/** What the report says beside the downtime. */
export interface ReportContext {
  readonly now: Instant;
  readonly columns: number;
  /** The command lines that may be said now, and what each does. */
  readonly next: readonly (readonly [line: string, what: string])[];
  /** Of one that is being drained. */
  readonly gates?: readonly GatesOfService[];
}

/** A downtime as a person reads it: where it stands, what was promised, what happened, what can be done. */
export function downtimeReport(downtime: DowntimeView, context: ReportContext, style: Paint): string[] {
  const sections = [
    heading(downtime, style),
    sideBySide(downtime, style),
    moments(downtime, context),
    remarks(downtime, context, style),
    whatMayBeDone(context, style),
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, i) => (i > 0 ? ['', ...section] : section));
}

function heading(downtime: DowntimeView, style: Paint): string[] {
  const { title, state, id, services, mode, plan, names, ...more } = downtime;
  const facts = [
    `${services.map(printable).join(', ')}: ${mode}`,
    `owner ${called(plan.owner, names)}`,
    ...(plan.people.length > 0 ? [`with ${plan.people.map((id) => called(id, names)).join(', ')}`] : []),
    ...(more.emergency ? ['emergency'] : []),
    ...(more.occurrence ? [`of series ${printable(more.occurrence.series)}`] : []),
    `version ${more.version}`,
  ];
  return [
    `${style.bold(printable(title))}  ${stateWord(state, more.overdue, style)}`,
    `${id}  ${facts.join(', ')}`,
    ...partLines(plan),
  ];
}

function partLines({ part }: DowntimeView['plan']): string[] {
  if (!part) return [];
  const named = [
    ...(part.paths.length > 0 ? [`paths ${part.paths.map(printable).join(', ')}`] : []),
    ...(part.tenants.length > 0 ? [`tenants ${part.tenants.map(printable).join(', ')}`] : []),
  ];
  return named.length > 0 ? [`closes only ${named.join(' for ')}`] : [];
}

/** What was promised first, what is promised now, what is planned and what happened, each in its column. */
function sideBySide({ promise, plan, actual, zone }: DowntimeView, style: Paint): string[] {
  const [first] = promise;
  const last = promise.at(-1);
  const at = (text: string | null | undefined) => (text ? spokenClock(parseInstant(text), zone) : '-');
  const began = actual.drainingAt ?? actual.downAt;
  const plannedEnd = plan.start === null ? null : parseInstant(plan.start) + lengthOf(plan.takes);
  const columns = [
    ['', 'begins', 'over', 'lasts'],
    ...(first && last !== first
      ? [['promised first', at(first.start), at(first.end), between(first.start, first.end)]]
      : []),
    ...(last
      ? [[`promised (${last.number})`, at(last.start), at(last.end), between(last.start, last.end)]]
      : []),
    [
      'planned',
      at(plan.start),
      plannedEnd === null ? '-' : spokenClock(plannedEnd, zone),
      spokenLength(lengthOf(plan.takes)),
    ],
    ...(began ? [['actual', at(began), at(actual.endedAt), between(began, actual.endedAt)]] : []),
  ];
  const [head = '', ...lines] = table(
    columns.map((cells) => cells.map((cell) => cell)),
    'lllr',
  );
  return [style.dim(`${head}   (${zone})`), ...lines];
}

const lengthOf = (text: string): number => exactLength(parseDuration(text));

function between(start: string, end: string | null): string {
  return end === null ? '-' : spokenLength(parseInstant(end) - parseInstant(start));
}

type Stage = Pick<DowntimeView, 'state'>;

const isOver = ({ state }: Stage): boolean => ['completed', 'cancelled', 'aborted'].includes(state);

const hasBegun = ({ state }: Stage): boolean =>
  !['draft', 'awaiting-approval', 'scheduled', 'warning'].includes(state);

function moments(
  { plan, state, expectedEnd, turnBackAt, turningBack, zone }: DowntimeView,
  context: ReportContext,
): string[] {
  const begun = hasBegun({ state });
  if (isOver({ state })) return [];
  const line = (what: string, text: string | null) =>
    text === null
      ? []
      : [`${what} ${moment(parseInstant(text), zone)}, ${away(parseInstant(text), context.now)}`];
  return [
    ...(begun ? [] : line('Begins', plan.start)),
    // Without a way back it is the end itself.
    ...(turningBack || turnBackAt === expectedEnd ? [] : line('Latest safe moment to turn back', turnBackAt)),
    ...line('Over by', expectedEnd),
  ].flatMap((text) => wrap(text, context.columns, '  '));
}

function remarks(downtime: DowntimeView, context: ReportContext, style: Paint): string[] {
  const { columns, now, gates = [] } = context;
  const { zone, flags, waivers, proposal, presence, go, turningBack, failedIn, reminded } = downtime;
  const who = (id: string) => called(id, downtime.names);
  const [begun, ended] = [hasBegun(downtime), isOver(downtime)];
  const on = (text: string) => moment(parseInstant(text), zone);
  const inFlight = inFlightLine(downtime, gates, now);
  const lines = [
    ...(inFlight === null ? [] : [inFlight]),
    ...(proposal
      ? [
          style.yellow(
            `proposed by ${who(proposal.by)}, waits for a second person: ${proposal.asks.map(printable).join('; ')}`,
          ),
        ]
      : []),
    ...(turningBack
      ? [
          style.yellow(
            `turns back since ${on(turningBack.at)}, by ${who(turningBack.by)}${because(turningBack.why)}`,
          ),
        ]
      : []),
    ...(failedIn ? [style.red(`failed while ${failedIn}`)] : []),
    ...flags.map(({ message, kept }) =>
      kept
        ? `kept by ${who(kept.by)} in spite of: ${printable(message)} (${printable(kept.why)})`
        : style.yellow(`to be decided: ${printable(message)}`),
    ),
    ...waivers.map(
      ({ message, by, why, secondPerson }) =>
        `set aside by ${[by, secondPerson]
          .filter((one) => one !== null)
          .map(who)
          .join(' and ')}: ${printable(message)} (${printable(why)})`,
    ),
    ...(go && !begun ? [`${who(go.by)} said go`] : []),
    ...(presence && !ended ? [`${who(presence.by)} was there ${ago(presence.at, now)}`] : []),
    ...(reminded && reminded.unanswered > 0
      ? [
          style.yellow(
            `${reminded.unanswered} reminders without an answer, the last ${ago(reminded.at, now)}`,
          ),
        ]
      : []),
  ];
  return lines.flatMap((line) => wrap(line, columns, '  '));
}

const because = (why: string | null): string => (why === null ? '' : `: ${printable(why)}`);

const ago = (at: string, now: Instant): string => away(Math.min(parseInstant(at), now - 1), now);

function whatMayBeDone({ next }: ReportContext, style: Paint): string[] {
  if (next.length === 0) return [];
  return [
    'What may be done now:',
    ...table(
      next.map(([line, what]) => [`  ${line}`, style.dim(what)]),
      'll',
    ),
  ];
}
