import type { Downtime } from '../../downtime/contract.ts';
import { oneLine } from '../../printable.ts';
import type { Instant } from '../../time/instant.ts';
import type { PublicPage } from '../contract.ts';
import type { NamedService, RecipientLinks } from '../message/message.ts';
import { listIn } from '../words/amounts.ts';
import type { Words } from '../words/contract.ts';
import { say } from '../words/say.ts';
import type { WorkKind, WorkTold } from './contract.ts';

/** What a letter to somebody at work is written from. */
export interface WorkFacts {
  readonly kind: WorkKind;
  readonly work: WorkTold;
  readonly downtime: Pick<Downtime, 'id' | 'plan' | 'expectedEnd' | 'state'>;
  readonly services: readonly NamedService[];
  readonly page: PublicPage;
  readonly words: Words;
  /** The reader's; null for the service's own. */
  readonly zone: string | null;
  /** What whoever decided is called; null where nobody did, or has no name any more. */
  readonly who: string | null;
  readonly now: Instant;
}

/** What is another for each recipient. */
export interface WorkRecipient {
  /** UUID of the notice: its `messageId`. */
  readonly id: string;
  readonly at: Instant;
  /** Null for whoever is told because the work is theirs. */
  readonly links: RecipientLinks | null;
}

/** What the services are called, on one line. */
export function called({ words, services, page }: WorkFacts): string {
  const names = services.length === 0 ? [page.title] : services.map(({ title }) => title);
  return listIn(words, names.map(oneLine), 3);
}

/** What somebody is called. */
export function nameOf(who: string | null, words: Words): string {
  return who === null ? say(words, 'work.somebody') : oneLine(who);
}

/** The reader's zone, then those of the services; each once. */
export function zonesOf({ zone, services, page }: WorkFacts): readonly string[] {
  const all = [...(zone === null ? [] : [zone]), ...services.map((each) => each.zone)];
  return all.length === 0 ? [page.zone] : [...new Set(all)];
}
