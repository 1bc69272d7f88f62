import { useState } from 'react';
import { Link } from 'wouter';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Refused } from '../../parts/refused.tsx';
import { ownZone } from '../../time/show.ts';
import { useSay } from '../../words/words.tsx';
import { mistakesIn } from '../rules/draft.ts';
import { Field } from '../rules/field.tsx';
import { hrefOf } from '../services/service-card.tsx';
import type { ServiceEntry } from '../services/shape.ts';
import { ZoneField } from '../services/zone-field.tsx';
import { words } from './words.ts';

/** The first step: a name and a zone. */
export function ServiceStep({
  service,
  proposed,
  onMade,
}: {
  readonly service: ServiceEntry | null;
  /** The name that the address has. */
  readonly proposed: string;
  readonly onMade: (name: string) => void;
}) {
  const say = useSay(words);
  const [name, setName] = useState(proposed);
  const [zone, setZone] = useState(ownZone);
  const put = useChange('putService');
  if (service !== null) {
    return (
      <p>
        {say('isThere', { name: service.name, zone: String(service.body.zone) })}{' '}
        <Link href={hrefOf(service.name)}>{say('change')}</Link>
      </p>
    );
  }
  const mistakes = mistakesIn(put.error);
  const wanted = name.trim();
  return (
    <form
      className="setup-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate(
          { params: { name: wanted }, body: { zone }, version: 'new' },
          { onSuccess: () => onMade(wanted) },
        );
      }}
    >
      <div className="fields">
        <Field label={say('name')} hint={say('nameHint')} mistake={mistakes.get('name')}>
          {(told) => (
            <input
              {...told}
              value={name}
              autoComplete="off"
              placeholder="shop"
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <ZoneField
          label={say('zone')}
          hint={say('zoneHint')}
          mistake={mistakes.get('zone')}
          value={zone}
          onChange={setZone}
        />
      </div>
      <Refused error={put.error} />
      <p className="actions">
        <button type="submit" className="main" disabled={wanted === '' || put.isPending}>
          {say('make')}
        </button>
      </p>
      <CommandLine
        line={`echo ${quoted(`zone: ${zone}`)} | lull services put ${quoted(wanted || 'shop')} -f -`}
      />
    </form>
  );
}
