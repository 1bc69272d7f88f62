import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { LullError } from '../../src/errors.ts';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { mayBeDone, nextMoment } from '../../src/keeper/may-be-done.ts';
import { readDowntime } from '../../src/keeper/read-downtime.ts';
import { formatInstant, HOUR, MINUTE, parseInstant } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { approver, lullYaml, owner, person, requester, scheduler, tonight, world } from './support.ts';

/** The error that the work ends with. */
async function refusal(work: Promise<unknown>): Promise<LullError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LullError);
  return error as LullError;
}

const rulesOf = ({ details }: LullError) => (details.reasons as { rule: string }[]).map(({ rule }) => rule);

describeEngines('the rules of the keeper', (open) => {
  it('refuse with every rule in the way and the next start at which none is', async () => {
    const { keeper } = await world(await open());
    const noon = parseInstant('2026-12-01T12:00:00Z');
    const error = await refusal(
      createDowntime(keeper, scheduler, { ...tonight, start: noon, schedule: true }),
    );
    expect(error.code).toBe('rule-in-the-way');
    expect(rulesOf(error)).toEqual(['window']);
    expect(error.details.next).toBe('2026-12-01T22:00:00Z');
    const again = await createDowntime(keeper, scheduler, {
      ...tonight,
      start: parseInstant(error.details.next as string),
      schedule: true,
    });
    expect(again.downtime.state).toBe('scheduled');
  });

  it('give a slot to one of two, and the other learns when it is free again', async () => {
    const { keeper } = await world(await open());
    const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    const error = await refusal(
      createDowntime(keeper, person('tom', 'scheduler'), { ...tonight, schedule: true }),
    );
    expect(error.details.reasons).toMatchObject([{ rule: 'conflict', name: downtime.id }]);
    // The way back keeps it busy too.
    expect(error.details.next).toBe(formatInstant(tonight.start + 80 * MINUTE));
    const question = { services: ['shop'], takes: HOUR, rollback: 20 * MINUTE };
    const asked = { ...question, at: tonight.start };
    expect(await mayBeDone(keeper, owner, asked)).toMatchObject({
      open: false,
      changesAt: tonight.start + 80 * MINUTE,
    });
    expect(await mayBeDone(keeper, owner, { ...asked, exclude: downtime.id })).toMatchObject({ open: true });
    expect(await nextMoment(keeper, owner, asked)).toMatchObject({ start: tonight.start + 80 * MINUTE });
    await commandDowntime(keeper, scheduler, downtime.id, { type: 'cancel' });
    expect(await mayBeDone(keeper, owner, asked)).toMatchObject({ open: true });
  });

  it('know the people whom a plan names, by their ids and by their addresses', async () => {
    const people = '[Bea@example.com, new@example.com]';
    const yaml = lullYaml.replace('atOnce: 1 }', `atOnce: 1, people: ${people} }`);
    const { keeper } = await world(await open(), { yaml });
    const asked = { ...tonight, owner: 'bea@EXAMPLE.com', people: ['cem', 'new@example.com'] };
    const { downtime } = await createDowntime(keeper, scheduler, asked);
    expect(downtime.plan).toMatchObject({ owner: 'bea', people: ['cem', 'new@example.com'] });
    for (const wrong of [{ owner: 'nobody' }, { people: ['cem', 'cem@example.com'] }]) {
      await expect(createDowntime(keeper, scheduler, { ...tonight, ...wrong })).rejects.toMatchObject({
        code: 'unknown-person',
      });
      const edit = { type: 'edit', changes: wrong } as const;
      await expect(commandDowntime(keeper, scheduler, downtime.id, edit)).rejects.toMatchObject({
        code: 'unknown-person',
      });
    }
    await keeper.store.db.deleteFrom('access_people').where('person', '=', 'cem').execute();
    const same = { type: 'edit', changes: { people: ['cem'], title: 'Again' } } as const;
    const edited = await commandDowntime(keeper, scheduler, downtime.id, same);
    expect(edited.downtime.plan).toMatchObject({ people: ['cem'], title: 'Again' });
  });

  it('warn where turning back is never in time', async () => {
    const { keeper } = await world(await open());
    const ask = async (rollback: number) => {
      const asked = { ...tonight, rollback, schedule: true };
      const { follows } = await createDowntime(keeper, scheduler, asked, { dryRun: true });
      return follows.filter(({ data }) => data.moment === 'turn-back-late').map(({ text }) => text);
    };
    expect(await ask(59 * MINUTE)).toEqual([]);
    expect(await ask(HOUR)).toEqual([
      expect.stringMatching(
        /^turning back is never in time, for the way back takes 1h of 1h: let it take longer/,
      ),
    ]);
    expect(await ask(2 * HOUR)).toHaveLength(1);
  });

  it('see dependencies, people and what a team does at once', async () => {
    const { keeper } = await world(await open());
    await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    const other = { ...tonight, owner: 'bea', schedule: true };
    const below = await refusal(createDowntime(keeper, scheduler, { ...other, services: ['database'] }));
    expect(rulesOf(below)).toContain('dependent');
    const same = await refusal(
      createDowntime(keeper, scheduler, { ...other, services: ['blog'], people: ['sam'] }),
    );
    expect(rulesOf(same)).toEqual(['people']);
    await createDowntime(keeper, scheduler, { ...other, services: ['blog'] });
    const team = await refusal(
      createDowntime(keeper, scheduler, { ...other, services: ['wiki'], owner: 'cem' }),
    );
    expect(rulesOf(team)).toEqual(['team-capacity']);
  });

  it('say that others are busy, but not with what, where one may not see it', async () => {
    const { keeper } = await world(await open());
    const secret = { ...tonight, title: 'Move to the new owner', services: ['database'] };
    await createDowntime(keeper, scheduler, { ...secret, schedule: true });
    const stranger = person('stan', null, { shop: 'scheduler' });
    const question = { services: ['shop'], takes: HOUR, at: tonight.start };
    const asked = await mayBeDone(keeper, stranger, question);
    expect(asked).toMatchObject({ open: false, reasons: [{ rule: 'dependency' }] });
    expect(JSON.stringify(asked)).not.toContain('new owner');
    const refused = await refusal(createDowntime(keeper, stranger, { ...tonight, schedule: true }));
    expect(refused.code).toBe('rule-in-the-way');
    expect(JSON.stringify(refused)).not.toContain('new owner');
    expect(JSON.stringify(await mayBeDone(keeper, scheduler, question))).toContain('new owner');
  });

  it('are set aside only by those who may, with a reason that is kept', async () => {
    const { keeper } = await world(await open());
    const plan = { ...tonight, start: parseInstant('2026-12-01T12:00:00Z'), schedule: true };
    const rash = { ...plan, override: true, why: 'the disk fails' };
    expect((await refusal(createDowntime(keeper, scheduler, rash))).code).toBe('not-allowed');
    expect((await refusal(createDowntime(keeper, approver, { ...plan, override: true }))).code).toBe(
      'reason-needed',
    );
    const { downtime, follows } = await createDowntime(keeper, approver, rash);
    expect(downtime.waivers).toMatchObject([{ rule: 'window', by: 'ada', why: 'the disk fails' }]);
    expect(follows.some(({ kind }) => kind === 'waiver')).toBe(true);
  });

  it('ask for a second person, who is another one', async () => {
    const yaml = lullYaml.replace('policy: {', 'policy: { secondPerson: [{ leastRisk: downtime }],');
    const { keeper } = await world(await open(), { yaml });
    const proposed = await createDowntime(keeper, owner, { ...tonight, schedule: true });
    expect(proposed.downtime.state).toBe('awaiting-approval');
    const { id } = proposed.downtime;
    const key = { ...owner, kind: 'key' as const, id: 'key1' };
    expect((await refusal(commandDowntime(keeper, key, id, { type: 'approve' }))).code).toBe('second-person');
    expect((await refusal(commandDowntime(keeper, scheduler, id, { type: 'approve' }))).code).toBe(
      'not-allowed',
    );
    const approved = await commandDowntime(keeper, approver, id, { type: 'approve' });
    expect(approved.downtime.state).toBe('scheduled');
    const low = await createDowntime(keeper, owner, {
      ...tonight,
      mode: 'at-risk',
      services: ['blog'],
      owner: 'bea',
      schedule: true,
    });
    expect(low.downtime.state).toBe('scheduled');
  });

  it('let a requester draft and withdraw, and nobody see what is not theirs', async () => {
    const { keeper } = await world(await open());
    const { downtime } = await createDowntime(keeper, requester, tonight);
    expect((await refusal(createDowntime(keeper, requester, { ...tonight, schedule: true }))).code).toBe(
      'not-allowed',
    );
    const stranger = person('eve', null, { blog: 'owner' });
    const told = async (id: string) => {
      const { code, message, todo } = await refusal(
        commandDowntime(keeper, stranger, id, { type: 'cancel' }),
      );
      expect(await refusal(readDowntime(keeper, stranger, id))).toMatchObject({ code, message, todo });
      return { code, message: message.replace(id, 'ID'), todo };
    };
    const hidden = await told(downtime.id);
    expect(hidden.code).toBe('not-found');
    expect(await told(randomUUID())).toEqual(hidden);
    expect((await refusal(mayBeDone(keeper, stranger, { services: ['shop'], takes: HOUR }))).code).toBe(
      'not-found',
    );
    const gone = await commandDowntime(keeper, requester, downtime.id, { type: 'cancel' });
    expect(gone.downtime.state).toBe('cancelled');
  });

  it('are the same for a move, which nobody may make onto a service that they have no right to', async () => {
    const { keeper } = await world(await open());
    const granted = person('gus', null, { shop: 'scheduler' });
    const { downtime } = await createDowntime(keeper, granted, { ...tonight, schedule: true });
    const onto = { type: 'revise', changes: { services: ['shop', 'database'] } } as const;
    expect((await refusal(commandDowntime(keeper, granted, downtime.id, onto))).code).toBe('not-allowed');
    const later = { type: 'revise', changes: { start: tonight.start + HOUR } } as const;
    const moved = await commandDowntime(keeper, granted, downtime.id, later);
    expect(moved.downtime.promise.map(({ start }) => start)).toEqual([tonight.start, tonight.start + HOUR]);
  });
});
