import { setTimeout as wait } from 'node:timers/promises';
import type { OutcomeView } from '../../packages/lull/src/api/contract/outcome.ts';
import { ownerOf } from './catalog.ts';
import type { Answer, Client } from './client.ts';
import { type Known, learn, type Verb } from './model.ts';
import type { Chance } from './random.ts';

/** A refusal that the model doesn't foresee. */
export class Unforeseen extends Error {}

/** Somebody who takes one service down again and again, and remembers what was acknowledged. */
export interface Crew {
  readonly service: string;
  readonly known: readonly Known[];
  /** Goes on until `more` says no, then brings the downtime at hand to its end. */
  work(more: () => boolean): Promise<void>;
}

/** Milliseconds ahead at which downtimes are planned: soon, and later than a restart takes. */
const ahead = { least: 4_000, most: 7_000 };

export function createCrew(client: Client, service: string, chance: Chance): Crew {
  const known: Known[] = [];
  const soon = (): string => new Date(Date.now() + chance.between(ahead.least, ahead.most)).toISOString();

  /** Says it; true when it was carried out, false when it was refused because its time had passed. */
  const say = async (downtime: Known | null, verb: Verb, body: object): Promise<Known | null> => {
    const path = downtime ? `/api/v1/downtimes/${downtime.id}/${verb}` : '/api/v1/downtimes';
    const answer = await client.post(path, body);
    if (answer.status >= 300) return refused(verb, answer);
    const told = learn(downtime, verb, (answer.body as OutcomeView).downtime);
    if (!downtime) known.push(told);
    return told;
  };
  const until = async (downtime: Known, states: readonly string[]): Promise<string> => {
    for (;;) {
      const { status, body } = await client.get(`/api/v1/downtimes/${downtime.id}`);
      if (status !== 200) throw new Unforeseen(`${downtime.id} was acknowledged and GET says ${status}`);
      const { state } = body as OutcomeView['downtime'];
      if (states.includes(state)) return state;
      await wait(chance.between(30, 150));
    }
  };

  const once = async (): Promise<void> => {
    const plan = {
      services: [service],
      owner: ownerOf(service),
      takes: 'PT1H',
      startWithin: 'PT1H',
      warnBefore: 'PT30M',
      remindEvery: 'PT6H',
    };
    const downtime = await say(null, 'create', { ...plan, title: 'Torture', start: soon(), schedule: true });
    if (!downtime) return;
    for (let i = chance.between(0, 2); i > 0; i -= 1) {
      const start = soon();
      // The same start again would be no change, and leave no trace.
      if (start !== downtime.promise.at(-1)!.start) await say(downtime, 'reschedule', { start });
    }
    await until(downtime, ['warning']);
    if (chance.next() < 0.3) {
      await say(downtime, 'cancel', { why: 'chance said so' });
      return;
    }
    await say(downtime, 'go', {});
    await until(downtime, ['down']);
    for (let i = chance.between(0, 3); i > 0; i -= 1) {
      await say(downtime, 'extend', { by: `PT${chance.between(1, 50)}M`, why: 'it takes longer' });
    }
    await say(downtime, 'finish', {});
  };
  return {
    service,
    known,
    work: async (more) => {
      while (more()) await once();
    },
  };
}

/** A start that went by while the server was away cannot be promised; nothing else may be refused. */
function refused(verb: Verb, { status, body }: Answer): null {
  const { code } = body as { code?: string };
  if (code === 'bad-plan' && (verb === 'create' || verb === 'reschedule')) return null;
  throw new Unforeseen(`${verb} was refused with ${status} ${JSON.stringify(body)}`);
}
