import type { Downtime } from '../downtime/contract.ts';
import { hasBegun } from '../downtime/states.ts';
import type { FactSource } from '../keeper/contract.ts';
import { isClosedFor, isRising, type Standing, standingOf } from './standing.ts';

/**
 * What gates know: how many of those that are waited for do what they should, and what is in flight behind
 * them. While visitors come back by share no gate counts as open.
 */
export const gateFacts: FactSource = {
  name: 'gates',
  async gather(downtime, trx, { catalog, now }) {
    if (downtime.plan.mode === 'at-risk') return {};
    const standings = await standingOf(trx, catalog, downtime.plan.services, now);
    const heard = standings.filter(({ instances }) => instances.length > 0);
    return {
      gates: {
        expected: sum(standings.map(({ expected }) => expected)),
        ...counted(downtime, standings),
      },
      inFlight: heard.length > 0 ? sum(heard.map(inFlight)) : null,
    };
  },
};

/** Before the work those count that will close with it; from then on those that do what they should. */
function counted(downtime: Downtime, standings: readonly Standing[]) {
  if (!hasBegun(downtime.state)) {
    return {
      confirmed: sum(standings.map(({ holding }) => holding.size)),
      missing: standings.flatMap(({ notHolding }) => notHolding),
    };
  }
  const untold = whyUntold(downtime, standings);
  if (untold) return { confirmed: 0, missing: [untold] };
  return {
    confirmed: sum(standings.map(({ confirmed }) => confirmed.size)),
    missing: standings.flatMap(({ missing }) => missing),
  };
}

/** Why what gates have confirmed says nothing of the state that the downtime is in. */
function whyUntold(downtime: Downtime, standings: readonly Standing[]): string | null {
  const { state } = downtime;
  const told = standings.filter(({ document }) => document !== null);
  const closed = told.filter((one) => isClosedFor(downtime, one));
  // The document is written after what is decided here: what was confirmed until now was another one.
  const untold = 'the gates are only being told';
  if (state !== 'opening') return closed.length < told.length ? untold : null;
  if (told.some((one) => isRising(downtime, one))) return 'visitors still come back';
  return closed.length > 0 ? untold : null;
}

function inFlight({ instances }: Standing): number {
  return sum(instances.map((one) => one.inFlight));
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}
