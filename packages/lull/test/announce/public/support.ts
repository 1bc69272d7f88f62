import type { Announce } from '../../../src/announce/contract.ts';
import { openAnnounce } from '../../../src/announce/open.ts';
import { type OpenPublic, openPublic } from '../../../src/announce/public/open.ts';
import { announceSettings } from '../../../src/announce/settings.ts';
import type { Queue } from '../../../src/keeper/queue.ts';
import type { Store } from '../../../src/store/contract.ts';
import { type World, world } from '../../keeper/support.ts';

/** Three services of which two are public, windows, a freeze, and pages in a colour. */
export const publicYaml = `
organisation:
  name: Example
  page: { title: Example status, site: 'https://example.com', zone: Europe/Berlin, colour: '#f5d90a' }
  policy: { warnBefore: PT15M, startWithin: PT15M }
services:
  shop:
    { zone: Europe/Berlin, public: true, title: The shop, description: Where people buy, windows: [nightly] }
  bank: { zone: America/New_York, public: true }
  vault: { zone: UTC }
windows:
  nightly:
    { zone: UTC, start: 2026-01-01T22:00, duration: PT8H, rrule: FREQ=DAILY, cutoff: PT1H, comment: At night }
freezes:
  sale: { zone: UTC, start: 2026-12-20T00:00, duration: P10D, scope: { services: [shop, vault] }, reason: Secret sale }
`;

/** A keeper whose time the test tells, and what the public sees of it. */
export interface PublicWorld extends World, OpenPublic {
  readonly announce: Announce;
}

/** Opens it on a store; whoever opens it closes it before the store. */
export async function publicWorld(
  store: Store,
  { yaml = publicYaml, url = 'https://lull.example.com' }: { yaml?: string; url?: string } = {},
): Promise<PublicWorld> {
  const told = await world(store, { yaml });
  const say = (): void => undefined;
  const log = { debug: say, info: say, warn: say, error: say };
  const clock = async (): Promise<number> => told.now;
  const settings = announceSettings({}, url);
  const { announce, connect } = await openAnnounce(store, { secret: 'secret', settings, log, clock });
  connect({ keeper: told.keeper, queue: null as unknown as Queue });
  return Object.assign(told, { announce, ...openPublic(announce) });
}
