import { useState } from 'react';
import { Link } from 'wouter';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Refused } from '../../parts/refused.tsx';
import { useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import { useWhole } from '../rules/kinds.ts';
import { Checks } from '../services/checks.tsx';
import { namesOf } from '../services/shape.ts';
import { firstStart, often } from './simple-window.ts';
import type { StepOf } from './steps.ts';
import { words } from './words.ts';

/** The third step: windows that there are, or the simplest one. */
export function WindowsStep({ service, onNext }: StepOf) {
  const say = useSay(words);
  const { items } = useWhole('listWindows');
  const held = namesOf(service.body.windows);
  const [chosen, setChosen] = useState(held);
  const putService = useChange('putService');
  const use = (windows: readonly string[]): void =>
    putService.mutate(
      {
        params: { name: service.name },
        body: { ...service.body, windows: windows.length > 0 ? windows : undefined },
        version: service.version,
      },
      { onSuccess: onNext },
    );
  return (
    <div className="setup-form">
      <p className="quiet">{say('windowsWhat')}</p>
      {held.length > 0 && (
        <p>
          {say('hasWindows')} {held.join(', ')}
        </p>
      )}
      {items && items.length > 0 && (
        <>
          <Checks
            legend={say('chooseWindows')}
            names={items.map(({ name }) => name)}
            chosen={chosen}
            onChange={setChosen}
          />
          <p>
            <button type="button" disabled={putService.isPending} onClick={() => use(chosen)}>
              {say('useThese')}
            </button>
          </p>
        </>
      )}
      <SimpleWindow zone={String(service.body.zone)} onMade={(name) => use([...held, name])} />
      <Refused error={putService.error} />
      <p>
        <Link href="/windows/new">{say('ownWindow')}</Link>
      </p>
    </div>
  );
}

function SimpleWindow({ zone, onMade }: { readonly zone: string; readonly onMade: (name: string) => void }) {
  const say = useSay(words);
  const put = useChange('putWindow');
  const [name, setName] = useState('nightly');
  const [days, setDays] = useState<keyof typeof often>('daily');
  const [time, setTime] = useState('02:00');
  const [lasts, setLasts] = useState('4h');
  const make = (): void => {
    const body = {
      zone,
      start: firstStart(days, time),
      duration: lasts,
      rrule: often[days],
      risk: 'downtime',
    };
    put.mutate({ params: { name }, body, version: 'new' }, { onSuccess: () => onMade(name) });
  };
  return (
    <form
      className="setup-form"
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <h3>{say('simple')}</h3>
      <div className="fields">
        <Field label={say('windowName')}>
          {(told) => (
            <input {...told} required value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Field label={say('days')}>
          {(told) => (
            <select
              {...told}
              value={days}
              onChange={({ target }) => setDays(target.value as keyof typeof often)}
            >
              {Object.keys(often).map((one) => (
                <option key={one} value={one}>
                  {say(`days-${one as keyof typeof often}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={say('from', { zone })}>
          {(told) => (
            <input
              {...told}
              type="time"
              required
              value={time}
              onChange={({ target }) => setTime(target.value)}
            />
          )}
        </Field>
        <Field label={say('lasts')}>
          {(told) => (
            <input {...told} required value={lasts} onChange={({ target }) => setLasts(target.value)} />
          )}
        </Field>
      </div>
      <Refused error={put.error} />
      <p className="actions">
        <button type="submit" className="main" disabled={put.isPending}>
          {say('makeWindow')}
        </button>
      </p>
      <CommandLine
        line={`lull windows put ${quoted(name || 'nightly')} -f ${quoted(`${name || 'nightly'}.yaml`)}`}
      />
    </form>
  );
}
