import type { DowntimeView } from '../../../packages/lull/src/api/contract/downtime-view.ts';
import type { EventView } from '../../../packages/lull/src/api/contract/outcome.ts';
import type { RunView } from '../../../packages/lull/src/api/contract/runs.ts';
import type { World } from './world.ts';

/** What Lull knows of a downtime that is over. */
export interface Recorded {
  readonly downtime: DowntimeView;
  readonly run: RunView;
  readonly events: readonly EventView[];
  readonly notices: readonly { readonly kind: string; readonly sent: number; readonly failed: number }[];
  readonly silences: readonly { readonly silencer: string; readonly state: string; readonly until: string }[];
}

/** Asks for all of it. */
export async function recordOf({ read }: World, id: string): Promise<Recorded> {
  const [downtime, run, events, notices, silences] = await Promise.all([
    read<DowntimeView>(`downtimes/${id}`),
    read<RunView>(`downtimes/${id}/run`),
    read<{ items: EventView[] }>(`downtimes/${id}/events?limit=200`),
    read<{ items: Recorded['notices'] }>(`downtimes/${id}/notices`),
    read<{ items: Recorded['silences'] }>(`silences?downtime=${id}`),
  ]);
  const [{ items: told }, { items: held }] = [notices, silences];
  return { downtime, run, events: events.items, notices: told, silences: held };
}

/** What was done, in order: `forward widen the ids done`. */
export function stepsOf({ run }: Recorded): string[] {
  const attempts = run.parts.flatMap(({ steps }) =>
    steps.flatMap(({ phase, name, attempts: all }) =>
      all.map(({ outcome, startedAt }) => ({ startedAt, text: `${phase} ${name}: ${outcome}` })),
    ),
  );
  return attempts.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)).map(({ text }) => text);
}

/** From when until when its steps may have changed anything, as its attempts tell. */
export function changing({ run }: Recorded): { readonly from: number; readonly to: number } {
  const attempts = run.parts.flatMap(({ steps }) =>
    steps.filter(({ phase }) => phase === 'forward' || phase === 'back').flatMap(({ attempts: all }) => all),
  );
  return {
    from: Math.min(...attempts.map(({ startedAt }) => Date.parse(startedAt))),
    to: Math.max(...attempts.map(({ endedAt }) => Date.parse(endedAt!))),
  };
}

/** When it reached a state. */
export function at({ downtime }: Recorded, state: keyof DowntimeView['actual']): number {
  return Date.parse(downtime.actual[state]!);
}
