import { useState } from 'react';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Refused } from '../../parts/refused.tsx';
import { useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import { sourcesOf, writtenSource } from '../services/shape.ts';
import type { StepOf } from './steps.ts';
import { TrySource } from './try-source.tsx';
import { words } from './words.ts';

const kinds = {
  log: '/var/log/nginx/access.log*',
  csv: '/var/lib/exports/visits.csv',
  prometheus: 'http://prometheus:9090?query=sum(increase(http_requests_total[5m]))',
  gates: 'gates',
} as const;

type KindOf = keyof typeof kinds;

/** The second step: a source is typed, read while one looks on, and kept. */
export function TrafficStep({ service, onNext }: StepOf) {
  const say = useSay(words);
  const [kind, setKind] = useState<KindOf>('log');
  const [typed, setTyped] = useState('');
  const put = useChange('putService');
  const held = sourcesOf(service.body);
  const source = kind === 'gates' ? 'gates' : typed.trim();
  const keep = (): void =>
    put.mutate(
      {
        params: { name: service.name },
        body: { ...service.body, traffic: [...held, { source }].map(writtenSource) },
        version: service.version,
      },
      { onSuccess: onNext },
    );
  return (
    <form
      className="setup-form"
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <p className="quiet">{say('trafficWhat')}</p>
      {held.length > 0 && (
        <p>
          {say('hasSources')}{' '}
          {held.map((one) => (
            <code key={one.source}>{one.source} </code>
          ))}
        </p>
      )}
      <div className="fields">
        <Field label={say('kind')}>
          {(told) => (
            <select {...told} value={kind} onChange={({ target }) => setKind(target.value as KindOf)}>
              {Object.keys(kinds).map((one) => (
                <option key={one} value={one}>
                  {say(`kind-${one as KindOf}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {kind !== 'gates' && (
          <Field label={say('source')} hint={say(`hint-${kind}`)}>
            {(told) => (
              <input
                {...told}
                value={typed}
                autoComplete="off"
                spellCheck={false}
                placeholder={kinds[kind]}
                onChange={({ target }) => setTyped(target.value)}
              />
            )}
          </Field>
        )}
      </div>
      <TrySource source={{ source }} zone={String(service.body.zone)} />
      <Refused error={put.error} />
      <p className="actions">
        <button type="submit" className="main" disabled={source === '' || put.isPending}>
          {say('keep')}
        </button>
      </p>
      <CommandLine
        line={`lull services put ${quoted(service.name)} -f ${quoted(`${service.name}.yaml`)} --if-version ${service.version}`}
      />
    </form>
  );
}
