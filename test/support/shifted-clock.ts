import { readFileSync, watchFile } from 'node:fs';
import { Temporal } from '../../packages/lull/src/time/temporal.ts';

// Loaded with `node --import`: moves every clock of the process by LULL_TEST_SHIFT milliseconds, as on a machine whose
// time is wrong, or by those that stand in the file LULL_TEST_SHIFT_FILE, whenever they change. `performance.now` stays:
// it counts from the start and has no date.
const { LULL_TEST_SHIFT, LULL_TEST_SHIFT_FILE: file } = process.env;
const read = (): number => Number(file === undefined ? LULL_TEST_SHIFT : readFileSync(file, 'utf8'));
let shift = read();
if (file !== undefined) {
  watchFile(file, { interval: 100, persistent: false }, () => {
    shift = read();
  });
}
if (!Number.isFinite(shift)) throw new Error('LULL_TEST_SHIFT is not a number of milliseconds');

const RealDate = Date;
const now = (): number => RealDate.now() + shift;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});

const instant = () => Temporal.Instant.fromEpochMilliseconds(now());
const zoned = (zone = 'UTC') => instant().toZonedDateTimeISO(zone);
for (const temporal of new Set([Temporal, globalThis.Temporal])) {
  Object.assign(temporal.Now, {
    instant,
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (zone?: string) => zoned(zone).toPlainDateTime(),
    plainDateISO: (zone?: string) => zoned(zone).toPlainDate(),
    plainTimeISO: (zone?: string) => zoned(zone).toPlainTime(),
  });
}
