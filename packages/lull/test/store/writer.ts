import { appendEvents } from '../../src/store/events.ts';
import { openStore } from '../../src/store/open.ts';

/*
 * A process that writes events until it is killed, and says each number on its output when it is
 * acknowledged: node writer.ts FOLDER. Told `wait`, it only holds the folder.
 */
const [folder, wait] = process.argv.slice(2);

const store = await openStore({ folder }).catch((error) => {
  process.stdout.write(`${error.code}\n`);
  process.exit(1);
});
process.stdout.write('open\n');
while (!wait) {
  const [added] = await store.transaction((trx) =>
    appendEvents(trx, [
      {
        kind: 'downtime.scheduled',
        downtime: 'a',
        revision: 1,
        version: 1,
        services: ['shop'],
        at: Date.now(),
        by: 'ada',
        why: null,
        data: { text: 'x'.repeat(2_000) },
      },
    ]),
  );
  process.stdout.write(`${added!.seq}\n`);
}
