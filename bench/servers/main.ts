import { startPostgres } from '../../test/peers/postgres.ts';
import { type Moment, twoServers } from '../../test/torture/two-servers.ts';
import { calledWith } from '../options.ts';
import { median, writeSection } from '../report.ts';

calledWith('npm run bench:servers', {});

const seconds = 40;
const postgres = await startPostgres();
const moments = await twoServers(postgres, seconds).finally(() => postgres.stop());

const rows = (['nothing', 'one server dead', 'database away'] as const).map((during) => {
  const own = moments.filter((moment) => moment.during === during);
  const late = own.map((moment: Moment) => moment.late);
  const once = own.filter(({ times }) => times === 1).length;
  return `| ${during} | ${own.length} | ${once} | ${median(late)} ms | ${Math.max(...late)} ms |`;
});
const worst = Math.max(...moments.map(({ late }) => late));
const once = moments.every(({ times }) => times === 1);
const early = Math.max(0, ...moments.map((moment) => moment.early));
writeSection('bench:servers', 'npm run bench:servers', [
  `${moments.length} moments of ${moments.length / 2} downtimes in ${seconds} s. Late is on the database's clock, after the moment's instant or, where the database was away then, after it was back.`,
  '',
  '| out of order at its instant | moments | happened once | late, median | late, most |',
  '| --- | --- | --- | --- | --- |',
  ...rows,
  '',
  `- Goal: each moment once: ${once ? '**met**' : '**not met**'}; none before its instant, in spite of the clock that is a minute ahead: ${early === 0 ? '**met**' : `**not met** (${early} ms)`}.`,
  `- Goal: at most 2 s late after recovery: ${worst <= 2_000 ? '**met**' : '**not met**'} (${worst} ms).`,
]);
