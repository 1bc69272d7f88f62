import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import { TrySource } from '../setup/try-source.tsx';
import type { FieldsOf } from './about-fields.tsx';
import { type SourceRow, sourcesOf, writtenSource } from './shape.ts';
import { words } from './words.ts';

/** Where a service's traffic is read; only who has the whole server changes that. */
export function SourceFields({
  draft: { body, base, set },
  mistakes,
  mayChange,
}: FieldsOf & { readonly mayChange: boolean }) {
  const say = useSay(words);
  const common = useSay(shared);
  const rows = sourcesOf(body);
  // The one that is typed may be none yet.
  const stored = base ? String(base.body.zone) : undefined;
  const write = (next: readonly SourceRow[]): void =>
    set('traffic', next.length === 0 ? undefined : next.map(writtenSource));
  const change = (index: number, fields: Partial<SourceRow>): void =>
    write(rows.map((row, i) => (i === index ? { ...row, ...fields } : row)));
  const wrong = [...mistakes].filter(([at]) => at.startsWith('traffic')).map(([, message]) => message);
  return (
    <fieldset className="sheet">
      <legend>{say('traffic')}</legend>
      <p className="quiet">{say(mayChange ? 'trafficWhat' : 'trafficOwners')}</p>
      {!mayChange &&
        (rows.length === 0 ? (
          <p>{say('noTraffic')}</p>
        ) : (
          rows.map(({ source }) => <code key={source}>{source}</code>)
        ))}
      {mayChange &&
        rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place.
          <div key={i} className="source-row">
            <Field label={say('sourceNth', { count: i + 1 })}>
              {(told) => (
                <input
                  {...told}
                  value={row.source}
                  autoComplete="off"
                  spellCheck={false}
                  placeholder="/var/log/nginx/access.log*"
                  onChange={({ target }) => change(i, { source: target.value })}
                />
              )}
            </Field>
            <details open={row.format !== undefined || row.series !== undefined}>
              <summary>{say('moreFields')}</summary>
              <div className="fields">
                <Field label={say('format')} hint={say('formatHint')}>
                  {(told) => (
                    <input
                      {...told}
                      value={row.format ?? ''}
                      onChange={({ target }) => change(i, { format: target.value })}
                    />
                  )}
                </Field>
                <Field label={say('series')}>
                  {(told) => (
                    <input
                      {...told}
                      value={row.series ?? ''}
                      onChange={({ target }) => change(i, { series: target.value })}
                    />
                  )}
                </Field>
              </div>
            </details>
            <TrySource source={row} zone={stored} />
            <p>
              <button
                type="button"
                className="small"
                aria-label={say('removeSource', { count: i + 1 })}
                onClick={() => write(rows.filter((_, at) => at !== i))}
              >
                {common('remove')}
              </button>
            </p>
          </div>
        ))}
      {wrong.map((message) => (
        <p key={message} className="mistake">
          {message}
        </p>
      ))}
      {mayChange && (
        <p>
          <button type="button" onClick={() => write([...rows, { source: '' }])}>
            {say('addSource')}
          </button>
        </p>
      )}
    </fieldset>
  );
}
