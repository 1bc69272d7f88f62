import type { Counts } from '../follow/contract.ts';
import type { Traffic } from './contract.ts';

/**
 * Counts what a proxy let through from one look to the next. After a restart it counts from zero: what came
 * in between isn't known.
 *
 * @example const tell = passedIn(gate.counts); tell(await proxy.traffic(0));
 */
export function passedIn(counts: Counts): (traffic: Traffic) => void {
  let before: Traffic = { inFlight: null, requests: null, writes: null };
  return (traffic) => {
    const [requests, writes] = [
      since(before.requests, traffic.requests),
      since(before.writes, traffic.writes),
    ];
    counts.passed(requests, requests === null ? null : writes);
    before = traffic;
  };
}

function since(before: number | null, now: number | null): number | null {
  return before === null || now === null || now < before ? null : now - before;
}
