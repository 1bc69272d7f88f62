import type { SubscriberView } from '../../api/contract/subscribers.ts';
import { printable } from '../../printable.ts';
import { table } from '../render/table.ts';
import type { Paint } from '../terminal.ts';

/** Subscribers as a table. */
export function subscriberLines(subscribers: readonly SubscriberView[], style: Paint): string[] {
  const head = ['id', 'channel', 'address', 'state', 'services', 'kinds', 'language', 'zone', 'labels'];
  const [first = '', ...lines] = table([head, ...subscribers.map(cells)], 'lllllllll');
  return [style.dim(first), ...lines];
}

function cells(subscriber: SubscriberView): string[] {
  const { id, channel, shown, state, services, kinds, language, zone, tenants, tags } = subscriber;
  return [
    id,
    channel,
    printable(shown),
    state,
    listed(services),
    listed(kinds),
    printable(language),
    zone ?? 'own',
    printable([...tags, ...tenants.map((tenant) => `tenant ${tenant}`)].join(', ')),
  ];
}

function listed(names: readonly string[] | null): string {
  if (names === null) return 'all';
  return names.length === 0 ? 'none' : printable(names.join(', '));
}
