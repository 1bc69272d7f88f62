import { setTimeout as wait } from 'node:timers/promises';
import type { EventView, OutcomeView } from '../../../packages/lull/src/api/contract/outcome.ts';
import type { RunView } from '../../../packages/lull/src/api/contract/runs.ts';
import type { Answer, Client } from '../client.ts';
import { note, readLedger } from './ledger.ts';
import type { Occasion } from './shop.ts';

type Downtime = OutcomeView['downtime'];

/** What became of one occasion, for whoever judges it. */
export interface Past {
  readonly occasion: Occasion;
  readonly downtime: Downtime;
  /** Null where it was over before it had begun. */
  readonly run: RunView | null;
  readonly events: readonly EventView[];
  /** What a person met that they had no reason to expect, as sentences. */
  readonly wrong: readonly string[];
}

/** What a crew needs of the world. */
export interface CrewOptions {
  readonly client: Client;
  readonly service: string;
  /** Null for the server itself. */
  readonly agent: string | null;
  /** Whether the servers' clock is right: what is planned by another one may begin in an hour. */
  readonly isClockRight: () => boolean;
  /** Whether it should be over by now, with all that happened to it. */
  readonly isLate: (began: number) => boolean;
  /** Whether the SQL step of an occasion was committed. */
  readonly isCommitted: (occasion: string, way: string) => Promise<boolean>;
}

const ends: readonly string[] = ['completed', 'aborted', 'cancelled'];

/** The person who has the work done: they schedule it, answer what is asked by what they see, and wait for its end. */
export async function takeDown(crew: CrewOptions, occasion: Occasion, file: string): Promise<Past> {
  const { client } = crew;
  const wrong: string[] = [];
  const id = await schedule(crew, occasion, file);
  const read = async <T>(path: string): Promise<T | null> => {
    const { status, body } = await client.get(`/api/v1/downtimes/${id}${path}`);
    return status === 200 ? (body as T) : null;
  };
  const person = personOf({ ...crew, id, occasion, wrong });
  const began = performance.now();
  for (;;) {
    const downtime = await read<Downtime>('');
    const run = await read<RunView>('/run');
    const isLate = crew.isLate(began);
    if (isLate) wrong.push(`it does not end: ${downtime?.state}, ${run?.state}: ${run?.why}`);
    if (downtime && (ends.includes(downtime.state) || isLate)) {
      const page = await read<{ items: readonly EventView[] }>('/events?limit=200');
      return { occasion, downtime, run: await read<RunView>('/run'), events: page!.items, wrong };
    }
    if (downtime && run) await person(downtime, run);
    await wait(150);
  }
}

async function schedule(crew: CrewOptions, occasion: Occasion, file: string): Promise<string> {
  const { client, service, agent, isClockRight } = crew;
  for (;;) {
    const { body: files } = await client.get('/api/v1/step-files');
    const all = (
      files as { items: { agent: string | null; name: string; hash: string; mistake: string | null }[] }
    ).items;
    const found = all.find((one) => one.agent === agent && one.name === file);
    if (found?.mistake) throw new Error(`${file}: ${found.mistake}`);
    if (found && isClockRight()) {
      const made: Answer = await client.post('/api/v1/downtimes', {
        ...{ title: occasion.scenario.name, services: [service], owner: `${service}@example.com` },
        ...{ start: new Date(Date.now() + 2_500).toISOString(), schedule: true },
        ...{ warnBefore: 'PT1M', startWithin: 'PT6H', drainWithin: 'PT1M', ...occasion.scenario.plan },
        steps: [{ agent, name: file, hash: found.hash, parameters: { occasion: occasion.id } }],
      });
      if (made.status === 201) return (made.body as OutcomeView).downtime.id;
      // Its start has gone by, or a clock was stepped meanwhile.
      if ((made.body as { code?: string }).code !== 'bad-plan') throw new Error(JSON.stringify(made.body));
    }
    await wait(300);
  }
}

interface Person extends CrewOptions {
  readonly id: string;
  readonly occasion: Occasion;
  readonly wrong: string[];
}

/** Looks each time at how it stands, and says what a person would say then. */
function personOf(person: Person): (downtime: Downtime, run: RunView) => Promise<void> {
  const { client, id, occasion, wrong } = person;
  const { scenario, ledger } = occasion;
  const said = new Set<string>();
  const say = async (verb: string, body: object): Promise<boolean> => {
    const { status } = await client.post(`/api/v1/downtimes/${id}/${verb}`, body);
    return status === 200;
  };
  return async (downtime, run) => {
    for (const question of run.questions) {
      const { about, phase, place, attempt, step, part } = question;
      if (about === 'failed' && scenario.answer === null)
        wrong.push(`was asked unexpectedly: ${question.text}`);
      const answer = about === 'unknown' ? await seen(person, question) : (scenario.answer ?? 'again');
      if (about === 'failed' && answer === 'again') mend(ledger);
      const why = `${step} ${answer}`;
      await client.post(`/api/v1/downtimes/${id}/run/answer`, { part, phase, place, attempt, answer, why });
    }
    if (run.questions.length > 0) return;
    const isAtThird = readLedger(ledger).some(({ step }) => step === 'third');
    if (scenario.says && isAtThird && !said.has('abort') && downtime.state === 'down') {
      if (await say(scenario.says, { why: 'somebody says so' })) said.add('abort');
    }
    const latest = Date.parse(downtime.expectedEnd ?? '') - lengthOf(scenario.plan.rollback!);
    if (scenario.atTurnBack && Date.now() >= latest && !said.has('extend') && downtime.state === 'down') {
      if (await say('extend', { by: 'PT2H', why: 'it is worth it' })) said.add('extend');
    }
    if (downtime.state === 'failed' && run.state === 'stuck') {
      const sentence = `it failed, and nothing is asked: ${run.why}`;
      if (!said.has(sentence)) wrong.push(sentence);
      said.add(sentence);
    }
  };
}

/** What the ledger says of an attempt of which nobody knows how far it came. */
async function seen(
  { occasion, isCommitted }: Person,
  { phase, step, attempt }: RunView['questions'][number],
): Promise<'done' | 'again'> {
  if (step === 'second') return (await isCommitted(occasion.id, phase)) ? 'done' : 'again';
  const isEnded = readLedger(occasion.ledger).some(
    (line) => line.what === 'end' && line.way === phase && line.step === step && line.attempt === attempt,
  );
  return isEnded ? 'done' : 'again';
}

function mend(ledger: string): void {
  if (readLedger(ledger).some(({ what }) => what === 'mended')) return;
  note(ledger, { what: 'mended', way: 'forward', step: 'first', attempt: 0, process: null });
}

/** @param text such as `PT20S` or `PT10M` */
function lengthOf(text: string): number {
  const [, minutes = '0', seconds = '0'] = /^PT(?:(\d+)M)?(?:(\d+)S)?$/.exec(text) ?? [];
  return Number(minutes) * 60_000 + Number(seconds) * 1_000;
}
