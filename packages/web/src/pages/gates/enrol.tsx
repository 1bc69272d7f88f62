import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Refused } from '../../parts/refused.tsx';
import { useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import { Block } from './block.tsx';
import './page.css';
import { Seen } from './seen.tsx';
import { fileOf, isBeside, type Place, places, snippetOf } from './snippets.ts';
import { words } from './words.ts';

/** Makes a gate's key, shows it once with what to put where, and waits for the gate's first word. */
export function Enrol({ service }: { readonly service: string }) {
  const say = useSay(words);
  const [instance, setInstance] = useState('');
  const adding = useChange('addGate');
  const name = instance.trim();
  const make = (): void =>
    adding.mutate({ params: { name: service }, body: name === '' ? {} : { instance: name } });
  return (
    <div className="enrol">
      {!adding.data && (
        <form
          className="enrol"
          onSubmit={(event) => {
            event.preventDefault();
            make();
          }}
        >
          <p>{say('enrolWhat')}</p>
          <Field label={say('instance')} hint={say('instanceHint')}>
            {(told) => (
              <input
                {...told}
                value={instance}
                autoComplete="off"
                placeholder="web-1"
                onChange={({ target }) => setInstance(target.value)}
              />
            )}
          </Field>
          <Refused error={adding.error} />
          <p className="actions">
            <button type="submit" className="main" disabled={adding.isPending}>
              {say('makeKey')}
            </button>
          </p>
        </form>
      )}
      {adding.data && <Added service={service} added={adding.data} />}
      <CommandLine
        line={`lull gates add ${quoted(service)}${name && ` --instance ${quoted(name)}`} --file ${quoted(fileOf(service))}`}
      />
    </div>
  );
}

function Added({
  service,
  added: { config },
}: {
  readonly service: string;
  readonly added: Answer<'addGate'>;
}) {
  const say = useSay(words);
  const file = fileOf(service);
  return (
    <>
      <p className="remark">{say('once')}</p>
      <Block title={say('file', { file })} text={JSON.stringify(config, null, 2)} />
      <Snippet service={service} />
      <Seen service={service} instance={config.instance ?? null} />
    </>
  );
}

/** What to put where the gate stands. */
export function Snippet({ service }: { readonly service: string }) {
  const say = useSay(words);
  const [place, setPlace] = useState<Place>('express');
  return (
    <>
      <Field label={say('where')}>
        {(told) => (
          <select {...told} value={place} onChange={({ target }) => setPlace(target.value as Place)}>
            {places.map((one) => (
              <option key={one} value={one}>
                {say(`where-${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {isBeside(place) && <p className="quiet">{say('snippetProxy')}</p>}
      <Block title={say('snippet')} text={snippetOf(place, service)} />
    </>
  );
}
