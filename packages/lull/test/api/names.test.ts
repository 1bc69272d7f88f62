import { expect, it } from 'vitest';
import { createKey } from '../../src/access/keys.ts';
import { commandOf } from '../../src/api/contract/command-names.ts';
import { downtimeCommands } from '../../src/cli/downtime/commands.ts';
import { wordFor } from '../../src/downtime/states.ts';
import { describeEngines } from '../store/engines.ts';
import { servingOn } from './support/serving.ts';
import { readStream } from './support/stream.ts';

it('calls a command the same over the API, on the command line and in refusals', () => {
  for (const [name, type] of Object.entries(commandOf)) {
    expect(wordFor(type)).toBe(name);
    expect(Object.keys(downtimeCommands)).toContain(name);
  }
});

const inTwoDays = () => new Date(Date.now() + 172_800_000).toISOString();
const gone = (person: string) => ({ method: 'DELETE', path: `people/${person}` });

describeEngines('names beside ids', (open) => {
  const serving = servingOn(open);

  it('are told to whoever may see what they acted on, and to nobody else', () =>
    serving(async ({ url, owner, ownerActor, person }) => {
      const [bob, clerk] = [await person({ shop: 'scheduler' }), await person({ bank: 'viewer' })];
      const { json: me } = await bob('me');
      expect(me).toMatchObject({ name: 'test', personName: 'person1' });
      const plan = { title: 'Move', services: ['shop'], start: inTwoDays(), takes: 'PT1H', schedule: true };
      const made = (await bob('downtimes', { ...plan, people: [ownerActor.person] })).json;
      const named = {
        [me.person]: 'person1',
        [me.id]: 'person1 (key test)',
        [ownerActor.person]: 'ada',
      };
      expect(made.downtime.names).toEqual(named);
      expect(made.events[0].names).toEqual({ [me.id]: 'person1 (key test)' });
      const path = `downtimes/${made.downtime.id}`;
      for (const reader of [owner, bob]) {
        expect((await reader(path)).json.names).toEqual(named);
        expect((await reader('downtimes')).json.items[0].names).toEqual({ [me.person]: 'person1' });
        expect((await reader(`${path}/revisions`)).json.names).toEqual({ [me.id]: 'person1 (key test)' });
        for (const list of ['events', `${path}/events`]) {
          expect((await reader(list)).json.items.at(-1).names).toEqual({ [me.id]: 'person1 (key test)' });
        }
      }
      for (const hidden of [path, 'downtimes', 'events']) {
        expect((await clerk(hidden)).text).not.toContain('person1');
      }
      const stream = await readStream(`${url}/api/v1/events?after=0`, owner.key);
      const [first] = await stream.take(1);
      expect(JSON.parse(first!.data).names).toEqual({ [me.id]: 'person1 (key test)' });
      await stream.close();
    }));

  it('are none any more once somebody was removed', () =>
    serving(async ({ owner, ownerActor, person }) => {
      const bob = await person({ shop: 'scheduler' });
      const { json: me } = await bob('me');
      const { id } = (await bob('downtimes', { title: 'Move', services: ['shop'], takes: 'PT1H' })).json
        .downtime;
      expect((await owner('keys?all=true')).json.items[0]).toMatchObject({ personName: 'person1' });
      expect((await owner.send(gone(me.person))).status).toBe(204);
      expect((await owner(`downtimes/${id}`)).json.names).toEqual({ [me.person]: null, [me.id]: null });
      expect((await owner('downtimes')).text).not.toContain('person1');
      const [removed, drafted] = (await owner('audit')).json.items;
      expect(removed).toMatchObject({
        action: 'person.remove',
        subjectName: null,
        actor: { personName: ownerActor.name },
      });
      expect(drafted).toMatchObject({
        action: 'downtime.draft',
        subjectName: 'Move',
        actor: { name: 'test', personName: null },
      });
    }));

  it('are told of a key that was revoked, for it was somebody’s', () =>
    serving(async ({ owner, ownerActor, access }) => {
      const { id, secret } = await createKey(access, ownerActor, { name: 'old' });
      const headers = { authorization: `Bearer ${secret}` };
      const made = await owner('downtimes', { title: 'Move', services: ['shop'], takes: 'PT1H' }, headers);
      await owner.send({ method: 'DELETE', path: `keys/${id}` });
      const { json } = await owner(`downtimes/${made.json.downtime.id}`);
      expect(json.names[id]).toBe('ada (key old)');
      expect((await owner('invitations')).json.items).toEqual([]);
      await owner('invitations', { email: 'eve@example.com' });
      const [open] = (await owner('invitations')).json.items;
      expect(open.names[open.by]).toMatch(/^ada/);
    }));
});
