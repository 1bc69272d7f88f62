import { type GateDocument, type GateState, type Instant, shuts } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import type { Confirmation, MinuteCounts } from './contract.ts';
import type { CountsKept } from './counts.ts';
import type { Standing } from './reports.ts';
import type { Wire } from './wire.ts';

/** What an isolate may say for all of them. */
type Said = Pick<Confirmation, 'epoch' | 'serial' | 'state' | 'downtime'>;

/** What it says it by. */
export interface Speaker {
  readonly document: () => GateDocument | null;
  readonly state: () => GateState;
  readonly clock: Clock;
  readonly counts: CountsKept;
  /** The rest of what is told. */
  readonly standing: () => Omit<Standing, keyof Said | 'inFlight'>;
  /** So long after a document was issued no isolate goes by an older one. Milliseconds. */
  readonly lag: number;
  /** So long after a closing what was let in before is taken to be in flight. Milliseconds. */
  readonly drain: number;
}

/** Minutes in one report. */
const MOST = 120;

/**
 * What one isolate tells the server for all of them, of which nobody knows how many there are: what all do
 * by now, or what they did before. The server must not believe that a gate has closed of which a part is
 * open.
 *
 * @returns tells it; a report that was not acknowledged goes again with the next, under its number
 * @throws WireError, or what fetch throws
 * @example const tell = wordOf({ document, state, clock, counts, standing, lag, drain }); await tell(wire);
 */
export function wordOf(by: Speaker): (wire: Wire) => Promise<void> {
  const { clock, counts } = by;
  let run: string | null = null;
  let report = 0;
  let minutes: readonly MinuteCounts[] = [];
  let said: Said | null = null;
  const isPast = (server: Instant, by: number): boolean => clock.now() >= clock.fromServer(server) + by;

  /**
   * Other isolates can't be asked what is in flight, and none is told when its client goes away: what was let
   * in is given its time.
   */
  const isDraining = (document: GateDocument, state: GateState): boolean => {
    if (!shuts(state)) return false;
    const first = document.schedule.find((one) => one.downtime === state.downtime && shuts(one));
    return !isPast(Math.max(document.issuedAt, first?.from ?? 0), by.drain);
  };

  return async (wire) => {
    const [document, state] = [by.document(), by.state()];
    if (document === null) return;
    const { epoch, serial, issuedAt } = document;
    if (isPast(issuedAt, by.lag)) said = { epoch, serial, state: state.state, downtime: state.downtime };
    if (said === null) return;
    if (minutes.length === 0) {
      counts.roll();
      minutes = counts.take(MOST);
      if (minutes.length > 0) report += 1;
    }
    run ??= crypto.randomUUID();
    const sent = minutes;
    const inFlight = isDraining(document, state) ? 1 : 0;
    await wire.confirm({ ...by.standing(), ...said, inFlight, run, report, minutes, isLeaving: false });
    if (minutes === sent) minutes = [];
  };
}
