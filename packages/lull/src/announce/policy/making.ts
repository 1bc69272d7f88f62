import type { Catalog } from '../../catalog/catalog.ts';
import type { Downtime } from '../../downtime/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { NoticeKind, Told } from '../contract.ts';
import { sequenceOf } from '../sequence.ts';
import type { Group, NewWave } from './contract.ts';

/** What waves are made from. */
export interface Making {
  readonly catalog: Catalog;
  readonly downtime: Downtime;
  readonly told: Told;
  readonly before: Told | null;
  readonly now: Instant;
}

/** A wave of this making. */
export function wave(
  { told, downtime, now }: Making,
  kind: NoticeKind,
  point: string | null,
  { services, tags }: Group,
  at: Instant | null = null,
): NewWave {
  const sequence = sequenceOf(downtime);
  const due = { dueAt: at ?? now, isAtOnce: at === null };
  return { kind, point, services, tags, ...due, told, before: null, sequence };
}

/** Only those who were told before. */
export const nobodyNew: Group = { services: [], tags: [] };

/** Whether nobody hears of the wave but who was told of the downtime before. */
export function isForThoseToldOnly({ kind, services }: NewWave): boolean {
  return services.length === 0 && ['moved', 'cancelled', 'extended', 'completed', 'aborted'].includes(kind);
}
