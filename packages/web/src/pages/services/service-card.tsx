import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../api/ask.ts';
import { StateMark } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { namesOf, type ServiceEntry, sourcesOf } from './shape.ts';
import type { Coming } from './use-coming.ts';
import { words } from './words.ts';

/** A service in the list. */
export function ServiceCard({
  service: { name, body },
  gates,
  next,
}: {
  readonly service: ServiceEntry;
  readonly gates: Answer<'listGates'>['items'][number] | undefined;
  readonly next: Coming | undefined;
}) {
  const say = useSay(words);
  const sources = sourcesOf(body);
  const windows = namesOf(body.windows);
  const needs = namesOf(body.dependsOn);
  const zone = String(body.zone);
  const hasGates = gates !== undefined && (gates.expected > 0 || gates.gates.length > 0);
  return (
    <li className="sheet service-card" id={`service-${name}`}>
      <div className="service-head">
        <h2>
          <Link href={hrefOf(name)}>{name}</Link>
        </h2>
        {body.title ? <span>{String(body.title)}</span> : null}
        {body.public === true && <span className="state">{say('isPublic')}</span>}
        <span className="quiet">{zone}</span>
      </div>
      {body.description ? <p className="quiet">{String(body.description)}</p> : null}
      <dl className="facts">
        <Fact name={say('next')}>
          {next?.start ? (
            <>
              <Link href={`/downtimes/${next.id}`}>{next.title}</Link> <StateMark state={next.state} />
              <br />
              <When at={next.start} zone={zone} />
            </>
          ) : (
            <span className="quiet">{say('nothingPlanned')}</span>
          )}
        </Fact>
        <Fact name={say('team')}>{body.team ? String(body.team) : say('noTeam')}</Fact>
        {needs.length > 0 && (
          <Fact name={say('needs')}>
            {needs.map((one, i) => (
              <span key={one}>
                {i > 0 && ', '}
                <Link href={hrefOf(one)}>{one}</Link>
              </span>
            ))}
          </Fact>
        )}
        <Fact name={say('windows')}>{windows.length > 0 ? windows.join(', ') : say('anyTime')}</Fact>
        <Fact name={say('gates')}>
          {hasGates ? (
            <Link href={`/gates#gates-${name}`}>
              {say('gatesCount', {
                confirmed: gates.confirmed,
                expected: Math.max(gates.expected, gates.gates.length),
              })}
            </Link>
          ) : (
            say('noGates')
          )}
        </Fact>
        <Fact name={say('traffic')}>
          {sources.length === 0 && (hasGates ? say('byGates') : say('noTraffic'))}
          {sources.length === 1 && say('oneSource')}
          {sources.length > 1 && say('sources', { count: sources.length })}
        </Fact>
      </dl>
    </li>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The page of a service; one that is really called new is told from what is made anew. */
export function hrefOf(name: string): string {
  return `/services/${encodeURIComponent(name)}${name === 'new' ? '?there' : ''}`;
}
