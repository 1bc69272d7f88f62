import type { PublicDowntime, PublicUpdate, Told } from '../contract.ts';
import { letterFor } from '../message/message.ts';
import type { View } from '../public/contract.ts';

/** What an update says. */
export interface UpdateText {
  /** One line. */
  readonly title: string;
  readonly paragraphs: readonly string[];
}

/**
 * What an update of a downtime says: what subscribers were told by mail, as of when they were.
 *
 * @param earlier what was told by the update before it; null for the first
 * @example updateText(update, null, downtime, view).title // 'Planned maintenance: Shop, Tue, 1 Dec, 23:00
 * CET'
 */
export function updateText(
  update: PublicUpdate,
  earlier: Told | null,
  { id, sequence, actual }: PublicDowntime,
  { published: { page, services }, words, zone }: View,
): UpdateText {
  const { subject: title, paragraphs } = letterFor({
    downtime: id,
    kind: update.kind,
    told: update.told,
    before: earlier?.number === update.told.number ? null : earlier,
    sequence,
    actual,
    services,
    page,
    words,
    zone,
    now: update.at,
  });
  return { title, paragraphs };
}
