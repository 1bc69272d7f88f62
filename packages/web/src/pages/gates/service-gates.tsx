import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../api/ask.ts';
import { useMay } from '../../parts/may.ts';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { Bypass } from './bypass.tsx';
import { GateTable } from './gate-table.tsx';
import { RemoveGate } from './remove-gate.tsx';
import { doing } from './seen.tsx';
import { words } from './words.ts';

/** What a service's gates should do and what they do. */
export type GatesOf = Answer<'listGates'>['items'][number];

/** The gates of one service. */
export function ServiceGates({ of, onEnrol }: { readonly of: GatesOf; readonly onEnrol: () => void }) {
  const say = useSay(words);
  const may = useMay();
  const [isBypass, setIsBypass] = useState(false);
  const [removing, setRemoving] = useState<string | null>(null);
  const { service, state, expected, confirmed, missing, document, downtime, gates } = of;
  const id = `gates-${service}`;
  return (
    <section className="sheet" id={id} aria-labelledby={`${id}-title`}>
      <div className="gate-head">
        <h2 id={`${id}-title`}>
          <Link href={`/services/${encodeURIComponent(service)}`}>{service}</Link>
        </h2>
        <span className="gate-mark" data-good={missing.length === 0 && confirmed >= expected}>
          {expected > 0
            ? say('allHere', { confirmed, expected })
            : say('heardCount', { confirmed, count: gates.length })}
        </span>
        <span>
          {state === null ? (
            say('noDocument')
          ) : (
            <>
              {say('should')}: <strong>{say(doing(state))}</strong>
            </>
          )}
        </span>
        {downtime !== null && <Link href={`/downtimes/${downtime}`}>{downtime}</Link>}
      </div>
      {document && (
        <p className="quiet">
          {say('serial', { epoch: document.epoch, serial: document.serial })} <When at={document.issuedAt} />
        </p>
      )}
      {missing.length > 0 && (
        <div className="missing" role="status">
          <p>{say('missing')}</p>
          <ul>
            {missing.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
      {gates.length === 0 ? (
        <p className="quiet">{say('notHeard')}</p>
      ) : (
        <GateTable service={service} gates={gates} onRemove={may('run', [service]) ? setRemoving : null} />
      )}
      <p className="actions">
        {may('configure', [service]) && (
          <button type="button" aria-label={`${say('enrol')}: ${service}`} onClick={onEnrol}>
            {say('enrol')}
          </button>
        )}
        {may('run', [service]) && (
          <button type="button" aria-label={`${say('bypass')}: ${service}`} onClick={() => setIsBypass(true)}>
            {say('bypass')}
          </button>
        )}
      </p>
      {isBypass && <Bypass service={service} onClose={() => setIsBypass(false)} />}
      {removing !== null && (
        <RemoveGate service={service} gate={removing} onClose={() => setRemoving(null)} />
      )}
    </section>
  );
}
