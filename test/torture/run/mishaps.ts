import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Postgres } from '../../peers/postgres.ts';
import type { SmallDisk } from '../../support/small-disk.ts';

/** Something that goes wrong beside the kills: it comes, and is over when `wait` is. */
export type Mishap = (wait: () => Promise<void>) => Promise<void>;

/** The database ends as by its operator, and another time without a word, and comes back. */
export function databaseAway(postgres: Postgres): Mishap {
  let times = 0;
  return async (wait) => {
    times += 1;
    await (times % 2 === 0 ? postgres.kill() : postgres.halt());
    await wait();
    await postgres.start();
  };
}

/** The way to the server is cut; nobody is told. */
export function networkCut({ cut, mend }: { readonly cut: () => void; readonly mend: () => void }): Mishap {
  return async (wait) => {
    cut();
    await wait();
    mend();
  };
}

/** The disk with the runner's journals has no room for another line. */
export function diskFull({ path }: SmallDisk): Mishap {
  const ballast = join(path, 'ballast');
  return async (wait) => {
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(4_096));
    } catch {
      // As much as there is room for.
    }
    await wait();
    rmSync(ballast, { force: true });
  };
}

/** The clock is an hour ahead, another time an hour behind, and is set right again. */
export function clockStepped(step: (by: number) => Promise<void>): Mishap {
  let times = 0;
  return async (wait) => {
    times += 1;
    await step(times % 2 === 0 ? -3_600_000 : 3_600_000);
    await wait();
    await step(0);
  };
}
