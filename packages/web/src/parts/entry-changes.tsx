import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../api/ask.ts';
import { useAsk } from '../api/use.ts';
import { useSay } from '../words/words.tsx';
import { When } from './when.tsx';

const words = {
  nothing: { en: 'Nothing would be another than before.', de: 'Nichts würde anders als zuvor.' },
  what: { en: 'What would be another than before', de: 'Was anders würde als zuvor' },
  field: { en: 'Field', de: 'Feld' },
  before: { en: 'Before', de: 'Vorher' },
  after: { en: 'After', de: 'Nachher' },
  unset: { en: 'not written', de: 'nicht geschrieben' },
  added: { en: '{kind} {name} is added', de: '{kind} {name} kommt dazu' },
  changed: { en: '{kind} {name} changes', de: '{kind} {name} ändert sich' },
  removed: { en: '{kind} {name} is removed', de: '{kind} {name} entfällt' },
  organisation: { en: 'Organisation', de: 'Organisation' },
  team: { en: 'Team', de: 'Team' },
  service: { en: 'Service', de: 'Dienst' },
  window: { en: 'Window', de: 'Fenster' },
  freeze: { en: 'Freeze', de: 'Sperre' },
  touches: {
    en: 'It would stand in the way of these; their owners are asked:',
    de: 'Diesen stünde es im Weg; deren Verantwortliche werden gefragt:',
  },
  stale: {
    en: 'Somebody else saved it meanwhile (version {version}). What you typed is kept. It says now:',
    de: 'Jemand anders hat es inzwischen gespeichert (Version {version}). Ihre Eingabe ist noch da. Dort steht jetzt:',
  },
  mine: { en: 'Go on with what I typed', de: 'Mit meiner Eingabe weitermachen' },
};

type Change = Pick<Answer<'applyDocument'>, 'changes' | 'touches'>;

/**
 * What a change of the catalog would make of it: block by block, field by field, and in whose way it would
 * stand.
 */
export function EntryChanges({ change: { changes, touches } }: { readonly change: Change }) {
  const say = useSay(words);
  if (changes.length === 0) return <p>{say('nothing')}</p>;
  return (
    <div className="entry-changes">
      <h3>{say('what')}</h3>
      {changes.map(({ kind, name, change, fields }) => (
        <div key={`${kind} ${name}`}>
          <p>
            <strong>
              {say(change, { kind: say(kind), name: kind === 'organisation' ? '' : name }).replace('  ', ' ')}
            </strong>
          </p>
          {change === 'changed' && (
            <table className="rows">
              <thead>
                <tr>
                  <th scope="col">{say('field')}</th>
                  <th scope="col">{say('before')}</th>
                  <th scope="col">{say('after')}</th>
                </tr>
              </thead>
              <tbody>
                {fields.map(({ field, before, after }) => (
                  <tr key={field}>
                    <th scope="row">
                      <code>{field}</code>
                    </th>
                    <td data-label={say('before')}>
                      <Value value={before} />
                    </td>
                    <td data-label={say('after')}>
                      <Value value={after} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      ))}
      {touches.length > 0 && (
        <>
          <p>{say('touches')}</p>
          <ul>
            {touches.map(({ id, title, start, zone, reasons }) => (
              <li key={id}>
                <Link href={`/downtimes/${id}`}>{title}</Link>, <When at={start} zone={zone} />:{' '}
                {reasons.map(({ message }) => message).join(' ')}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Value({ value }: { readonly value: unknown }) {
  const say = useSay(words);
  if (value === null || value === undefined) return <span className="quiet">{say('unset')}</span>;
  return <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>;
}

/** That somebody else saved meanwhile, what they saved, and what goes on with one's own all the same. */
export function Stale({
  kind,
  name,
  onMine,
}: {
  readonly kind: 'readTeam' | 'readOrganisation';
  readonly name: string;
  readonly onMine: (version: number) => void;
}) {
  const say = useSay(words);
  const question = kind === 'readTeam' ? { params: { name } } : {};
  const client = useQueryClient();
  useEffect(() => void client.invalidateQueries({ queryKey: [kind] }), [client, kind]);
  const { data, isFetching } = useAsk(kind, question as never);
  if (!data || isFetching) return null;
  return (
    <div className="refused" role="alert">
      <p>{say('stale', { version: data.version })}</p>
      <pre>{JSON.stringify(data.body, null, 2)}</pre>
      <button type="button" onClick={() => onMine(data.version)}>
        {say('mine')}
      </button>
    </div>
  );
}
