import { DAY, formatInstant, type Instant } from '../../time/instant.ts';
import type { PublicDowntime, PublicUpdate, Told } from '../contract.ts';
import type { View } from '../public/contract.ts';
import { downtimeLink } from '../public/links.ts';
import { updateText } from './update-text.ts';

/** One update of one downtime, as a feed tells it. */
export interface Entry {
  /** An address of RFC 4151: the same for as long as there are feeds. */
  readonly id: string;
  readonly at: Instant;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** What people call the services that it is about. */
  readonly services: readonly string[];
  readonly link: string;
}

const MOST_ENTRIES = 100;

/** An update, and what was told before it. */
interface Telling {
  readonly downtime: PublicDowntime;
  readonly update: PublicUpdate;
  readonly earlier: Told | null;
}

/**
 * What was told of the downtimes, the newest first: at most a hundred updates.
 *
 * @param service name of a public service; null for all
 * @example entriesOf(view, null)[0]?.title
 */
export function entriesOf(view: View, service: string | null): Entry[] {
  return (
    view.published.downtimes
      // Of what came in one moment the last goes first, too.
      .flatMap((downtime) => tellingsOf(downtime, service).reverse())
      .sort((a, b) => b.update.at - a.update.at)
      .slice(0, MOST_ENTRIES)
      .map((telling) => entryOf(telling, view))
  );
}

/**
 * As it concerns the service: news of what it wasn't in before, and withdrawn where it isn't in it any more.
 */
function tellingsOf(downtime: PublicDowntime, service: string | null): Telling[] {
  const names = (told: Told | null): boolean =>
    told !== null && (service === null || told.services.includes(service));
  return downtime.updates.flatMap((update, index) => {
    const earlier = downtime.updates[index - 1]?.told ?? null;
    const [was, is] = [names(earlier), names(update.told)];
    if (was && !is) return [{ downtime, update: { ...update, kind: 'withdrawn' as const }, earlier }];
    if (!is) return [];
    const isNew = update.kind === 'moved' && !was;
    const concerning = isNew ? { ...update, kind: 'scheduled' as const } : update;
    return [{ downtime, update: concerning, earlier: isNew ? null : earlier }];
  });
}

function entryOf({ downtime, update, earlier }: Telling, view: View): Entry {
  const { page, services } = view.published;
  const date = formatInstant(Math.floor(update.at / DAY) * DAY).slice(0, 10);
  const about = update.kind === 'withdrawn' && earlier !== null ? earlier : update.told;
  return {
    id: `tag:${new URL(page.url).hostname},${date}:${update.id}`,
    at: update.at,
    ...updateText(update, earlier, downtime, view),
    services: services.filter(({ name }) => about.services.includes(name)).map(({ title }) => title),
    link: downtimeLink(view, downtime.id),
  };
}
