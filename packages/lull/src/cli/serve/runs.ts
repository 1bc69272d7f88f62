import { lull } from '../../access/contract.ts';
import type { Log } from '../../api/operate/log.ts';
import type { StepSettings } from '../../api/operate/settings.ts';
import type { Gates } from '../../gates/contract.ts';
import { type MadeBypass, makeBypass } from '../../gates/make-bypass.ts';
import type { Keeper } from '../../keeper/contract.ts';
import type { Runs } from '../../run/contract.ts';
import { journalId } from '../../run/runner/journal-id.ts';
import { openRunner } from '../../run/runner/open.ts';
import { ownPort } from '../../run/runs/own-port.ts';
import type { Instant } from '../../time/instant.ts';

/**
 * Makes what steps pass closed gates with: one token for each service and end, however often it is asked for,
 * so that the audit trail has each once.
 *
 * @example const bypass = bypassFor(gates, () => keeper);
 */
export function bypassFor(gates: Gates, keeper: () => Keeper): Runs['bypass'] {
  const made = new Map<string, Promise<MadeBypass>>();
  const tokenFor = async (service: string, until: Instant): Promise<string> => {
    const key = JSON.stringify([service, until]);
    const now = await gates.now();
    let token = made.get(key);
    if (token === undefined) {
      for (const [old, one] of made) if ((await one).expiresAt <= now) made.delete(old);
      token = makeBypass(gates, keeper(), lull, service, until - now, 'for the steps of a downtime');
      made.set(key, token);
      token.catch(() => made.delete(key));
    }
    return (await token).token;
  };
  return async (services, until) =>
    Object.fromEntries(
      await Promise.all(services.map(async (service) => [service, await tokenFor(service, until)])),
    );
}

/** A runner in the server's own process. */
export interface OwnRunner {
  /** Ends when the signal is aborted and what ran is stopped. */
  run(signal: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * Opens the server's own runner where it was given step files; null where it was given none.
 *
 * @throws LullError `runner-in-use`
 * @example const own = openOwnRunner(runs, settings.steps, { log, version }); await own?.run(signal);
 */
export function openOwnRunner(
  runs: Runs,
  { local, folder }: StepSettings,
  { log, version }: { readonly log: Log; readonly version: string },
): OwnRunner | null {
  if (local === null) return null;
  const port = ownPort(runs, journalId(folder));
  return openRunner({ folder, stepsFolder: local, port, log, version });
}
