import type { Announce } from '../../../src/announce/contract.ts';
import { subscribed } from '../subscribed.ts';

/** Three public services and one that nobody outside knows of, with the usual policy. */
export const yaml = `
organisation:
  name: Example
  page: { title: Example status, zone: UTC }
  policy: { warnBefore: PT15M, startWithin: PT15M }
services:
  shop: { zone: Europe/Berlin, public: true, title: Web shop }
  bank: { zone: America/New_York, public: true, title: Bank }
  wiki: { zone: UTC, public: true, title: Wiki }
  vault: { zone: UTC }
`;

const people = {
  ada: { services: ['shop'], language: 'de', zone: 'Europe/Berlin' },
  bob: { services: null, language: 'en', zone: null },
  cy: { services: ['bank'], language: 'en', zone: 'America/New_York' },
  dan: { services: ['shop'], language: 'en', zone: 'Asia/Kathmandu', kinds: ['scheduled'] as const },
  eve: { services: ['wiki'], language: 'de', zone: null },
  fay: { services: ['vault'], language: 'en', zone: null },
};

/** Everybody who hears of downtimes by mail. */
export async function subscribeAll(announce: Announce): Promise<void> {
  for (const [name, given] of Object.entries(people)) {
    await subscribed(announce, `${name}@example.org`, { source: 'sign-up', ...given });
  }
}
