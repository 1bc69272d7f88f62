import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isEnd } from '../../src/downtime/states.ts';
import type { Store } from '../../src/store/contract.ts';
import { type OwnSteps, ownSteps } from '../run/runs/own.ts';
import { pgliteInMemory } from '../store/pglite-in-memory.ts';
import { workplace } from './lull.ts';

const steps = `steps:
  - { name: copy, command: [sleep, "1"], timeLimit: 1m, idempotent: true }
  - { name: never run, confirm: Well? }
`;

let store: Store;
let own: OwnSteps;
let place: ReturnType<typeof workplace>;
beforeEach(async () => {
  store = await pgliteInMemory();
  own = await ownSteps(store);
  place = workplace();
});
afterEach(async () => {
  place.remove();
  await own.stop();
});

it('a dry run says how long steps mostly took, where a server has seen them', async () => {
  own.write('move', steps.replace(/^.*never run.*\n/m, ''));
  await own.startRunner('move');
  const id = await own.schedule(['move']);
  await own.until(id, ({ state }) => isEnd(state));

  const env = { LULL_SERVER: own.server.url, LULL_KEY: own.server.owner.key ?? undefined };
  const file = join(own.folder, 'steps/move.yaml');
  const shown = await place.run(['steps', 'dry-run', file], { env });
  expect([shown.code, shown.stderr]).toEqual([0, 'Nothing was run.\n']);
  expect(shown.stdout).toMatch(/ 1\. copy {2}at most 1m; mostly took [1-9]\d*s$/m);

  place.write('steps/move.yaml', steps);
  const changed = await place.run(['steps', 'dry-run', 'steps/move.yaml', '--json'], { env });
  const { usually } = JSON.parse(changed.stdout).steps[0];
  expect(usually).toMatch(/^PT[1-9]/);
  expect(JSON.parse(changed.stdout).steps[1].usually).toBeNull();
  const elsewhere = await place.run(['steps', 'dry-run', 'steps/move.yaml', '--agent', 'db-1', '--json'], {
    env,
  });
  expect(JSON.parse(elsewhere.stdout).steps[0].usually).toBeNull();
});

it('a dry run is shown without a server too, unless one was named', async () => {
  place.write('steps/move.yaml', steps);
  const gone = 'http://127.0.0.1:9';
  const shown = await place.run(['steps', 'dry-run', 'steps/move.yaml'], { env: { LULL_SERVER: gone } });
  expect([shown.code, shown.stdout.split('  ')[0]]).toEqual([0, 'move']);
  expect(shown.stderr).toMatch(/^How long it took before is not known: /);
  const named = await place.run(['steps', 'dry-run', 'steps/move.yaml', '--server', gone]);
  expect([named.code, named.stdout]).toEqual([1, '']);
});
