import { useSay } from '../../words/words.tsx';
import type { Draft } from '../rules/draft.ts';
import { Field } from '../rules/field.tsx';
import { useTeams } from './use-teams.ts';
import { words } from './words.ts';
import { ZoneField } from './zone-field.tsx';

/** What a part of the form is given. */
export interface FieldsOf {
  readonly draft: Draft;
  readonly mistakes: ReadonlyMap<string, string>;
}

/** What a service is: its name, its zone, what people call it, whose it is. */
export function AboutFields({ draft, mistakes }: FieldsOf) {
  const say = useSay(words);
  const { name, body, base, set, rename } = draft;
  const teams = useTeams();
  const text = (field: 'title' | 'description') => ({
    value: String(body[field] ?? ''),
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      set(field, target.value === '' ? undefined : target.value),
  });
  return (
    <fieldset className="sheet">
      <legend>{say('about')}</legend>
      <div className="fields">
        {base === null && (
          <Field label={say('name')} hint={say('nameHint')} mistake={mistakes.get('name')}>
            {(told) => (
              <input
                {...told}
                value={name}
                autoComplete="off"
                placeholder="shop"
                onChange={({ target }) => rename(target.value)}
              />
            )}
          </Field>
        )}
        <ZoneField
          label={say('zone')}
          hint={say('zoneHint')}
          mistake={mistakes.get('zone')}
          value={String(body.zone ?? '')}
          onChange={(zone) => set('zone', zone)}
        />
      </div>
      <div className="fields">
        <Field label={say('titleField')} hint={say('titleHint')} mistake={mistakes.get('title')}>
          {(told) => <input {...told} {...text('title')} />}
        </Field>
        <Field label={say('team')} mistake={mistakes.get('team')}>
          {(told) => (
            <select
              {...told}
              value={String(body.team ?? '')}
              onChange={({ target }) => set('team', target.value === '' ? undefined : target.value)}
            >
              <option value="">{say('noTeam')}</option>
              {teams.map((team) => (
                <option key={team}>{team}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field label={say('description')} mistake={mistakes.get('description')}>
        {(told) => <input {...told} {...text('description')} />}
      </Field>
      <Field label={say('public')} hint={say('publicHint')} mistake={mistakes.get('public')}>
        {(told) => (
          <input
            {...told}
            type="checkbox"
            className="tick"
            checked={body.public === true}
            onChange={({ target }) => set('public', target.checked ? true : undefined)}
          />
        )}
      </Field>
    </fieldset>
  );
}
