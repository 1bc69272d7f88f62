import type { Trx } from '../../store/contract.ts';
import { appendEvents } from '../../store/events.ts';
import { type Instant, SECOND } from '../../time/instant.ts';
import type { Hello } from '../runner/contract.ts';
import { agentEvent } from './agent-event.ts';

/** What passes sooner isn't told: an agent that is started anew, a file that is being written. */
const LASTS = 10 * SECOND;

/** As much of it is told, in characters; all of it is in the list of agents. */
const SHOWN = 1_000;

/** What is kept of an agent's troubles. */
export interface HeldTrouble {
  readonly name: string;
  /** What it said last, and since when; null for nothing. */
  readonly troubled: string | null;
  readonly troubled_at: Date | null;
  /** What people were told last. */
  readonly told_trouble: string | null;
}

/**
 * Tells of what keeps an agent from working, and of step files that can't be used, when it has lasted for
 * some seconds; and when all is well again. However often an agent changes its mind, that is few events.
 *
 * @param held as it was before this hello; its row is locked
 * @example await tellTrouble(trx, held, hello, now);
 */
export async function tellTrouble(trx: Trx, held: HeldTrouble, hello: Hello, now: Instant): Promise<void> {
  const troubled = troubleIn(hello);
  const { name, troubled_at: at } = held;
  if (troubled !== held.troubled || at === null || at.getTime() > now) {
    await set(trx, name, { troubled, troubled_at: new Date(now) });
    return;
  }
  if (troubled === held.told_trouble || now - at.getTime() < LASTS) return;
  await set(trx, name, { told_trouble: troubled });
  const kind = troubled === null ? 'agent.well' : 'agent.troubled';
  const files = hello.files.flatMap((file) => (file.mistake === null ? [] : [file.name]));
  const told = { why: troubled, data: { files } };
  await appendEvents(trx, [await agentEvent(trx, kind, { name, host: hello.host }, now, told)]);
}

function troubleIn({ trouble, files }: Hello): string | null {
  const mistakes = files.flatMap(({ name, mistake }) => (mistake === null ? [] : [`${name}: ${mistake}`]));
  const all = [...(trouble === null ? [] : [trouble]), ...mistakes];
  return all.length === 0 ? null : all.join('; ').slice(0, SHOWN).toWellFormed();
}

async function set(trx: Trx, name: string, fields: Partial<Changed>): Promise<void> {
  await trx.updateTable('run_agents').set(fields).where('name', '=', name).execute();
}

type Changed = Pick<HeldTrouble, 'troubled' | 'troubled_at' | 'told_trouble'>;
