import { Link } from 'wouter';
import { ownZone } from '../../time/show.ts';
import { useSay } from '../../words/words.tsx';
import type { OtherClock } from './coming.tsx';
import { type Body, type Kind, namersOf, type Rule, servicesOf, useWhole } from './kinds.ts';
import { words } from './words.ts';

/** The services that name a window, or that a freeze is for by name. */
function useServicesOf(kind: Kind, name: string, body: Body): readonly Rule[] {
  const { items: services = [] } = useWhole('listServices');
  if (kind === 'window') return namersOf(services).get(name) ?? [];
  const held = servicesOf(body);
  return held === null ? [] : services.filter((service) => held.includes(service.name));
}

/** How many services' clocks are told beside the rule's own. */
const mostClocks = 1;

/**
 * The clocks that times are told on: of the services in other zones than the rule's, and the reader's own.
 */
export function useClocks(kind: Kind, name: string, body: Body): readonly OtherClock[] {
  const say = useSay(words);
  const services = useServicesOf(kind, name, body);
  const clocks = new Map<string, string>();
  for (const service of services) {
    const zone = String(service.body.zone);
    const isOther = zone !== body.zone && zone !== ownZone;
    if (isOther && clocks.size < mostClocks && !clocks.has(zone)) clocks.set(zone, service.name);
  }
  if (ownZone !== body.zone) clocks.set(ownZone, say('yours'));
  return [...clocks].map(([zone, whose]) => ({ zone, whose }));
}

/** Who names it, each to be looked at. */
export function Users({
  kind,
  name,
  body,
}: {
  readonly kind: Kind;
  readonly name: string;
  readonly body: Body;
}) {
  const say = useSay(words);
  const services = useServicesOf(kind, name, body);
  if (kind === 'freeze') {
    return (
      <p>
        {say('holdsFor')} {servicesOf(body)?.join(', ') ?? say('everyService')}
      </p>
    );
  }
  if (services.length === 0) {
    return (
      <p className="quiet">
        {say('usedByNone')}. <Link href="/services">{say('toServices')}</Link>
      </p>
    );
  }
  return (
    <p>
      {say('usedBy')}{' '}
      {services.map((service, i) => (
        <span key={service.name}>
          {i > 0 && ', '}
          <Link href={`/services/${encodeURIComponent(service.name)}`}>{service.name}</Link>
        </span>
      ))}
    </p>
  );
}
