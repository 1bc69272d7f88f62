import type { FactSource } from '../../../keeper/contract.ts';
import { MINUTE } from '../../../time/instant.ts';
import type { Alert } from '../contract.ts';
import { calledAs } from './firing.ts';

/** What was seen longer ago tells nothing: nobody is held up by a monitor that can't be asked. */
const FRESH = MINUTE;

/** A sentence is read by people. */
const MOST_NAMED = 20;

/** What monitors said that fires, for go/no-go; what somebody has silenced is known, and not named. */
export const silencerFacts: FactSource = {
  name: 'silencers',
  async gather({ id, state }, trx, { now }) {
    if (state !== 'warning') return {};
    const rows = await trx
      .selectFrom('run_firing')
      .select('alerts')
      .where('downtime', '=', id)
      .where('error', 'is', null)
      .where('seen_at', '>=', new Date(now - FRESH))
      .orderBy('silencer')
      .execute();
    const alerts = rows.flatMap((row) => row.alerts as readonly Alert[]);
    return {
      firing: alerts
        .filter(({ isQuiet }) => !isQuiet)
        .slice(0, MOST_NAMED)
        .map(calledAs),
    };
  },
};
