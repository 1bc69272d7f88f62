import { Link } from 'wouter';
import { useMay } from '../../parts/may.ts';
import { useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import { useWhole } from '../rules/kinds.ts';
import type { FieldsOf } from './about-fields.tsx';
import { Checks } from './checks.tsx';
import { expectedGates, namesOf, withExpected } from './shape.ts';
import { words } from './words.ts';

/** When work may be done on a service, what it hangs on, and how many gates are waited for. */
export function RuleFields({ draft: { name, body, set }, mistakes }: FieldsOf) {
  const say = useSay(words);
  const may = useMay();
  const { items: windows } = useWhole('listWindows');
  const { items: services } = useWhole('listServices');
  const others = (services ?? []).map((one) => one.name).filter((one) => one !== name);
  const wrong = (field: string) =>
    [...mistakes].find(([at]) => at === field || at.startsWith(`${field}.`))?.[1];
  const needs = namesOf(body.dependsOn);
  return (
    <>
      <fieldset className="sheet">
        <legend>{say('rules')}</legend>
        {windows && windows.length > 0 ? (
          <Checks
            legend={say('windows')}
            names={windows.map((one) => one.name)}
            chosen={namesOf(body.windows)}
            onChange={(chosen) => set('windows', chosen.length > 0 ? chosen : undefined)}
          />
        ) : (
          <p>
            {say('noWindowsYet')} {may('configure') && <Link href="/windows/new">{say('makeWindow')}</Link>}
          </p>
        )}
        <p className="quiet">{say('windowsHint')}</p>
        {wrong('windows') && <p className="mistake">{wrong('windows')}</p>}
        <Field label={say('holidays')} hint={say('holidaysHint')} mistake={wrong('holidays')}>
          {(told) => (
            <input
              {...told}
              value={String(body.holidays ?? '')}
              autoComplete="off"
              onChange={({ target }) => set('holidays', target.value === '' ? undefined : target.value)}
            />
          )}
        </Field>
      </fieldset>
      <fieldset className="sheet">
        <legend>{say('others')}</legend>
        {others.length > 0 || needs.length > 0 ? (
          <>
            <Checks
              legend={say('needs')}
              names={others}
              chosen={needs}
              onChange={(chosen) => set('dependsOn', chosen.length > 0 ? chosen : undefined)}
            />
            <p className="quiet">{say('needsHint')}</p>
          </>
        ) : (
          <p className="quiet">{say('noOthers')}</p>
        )}
        {wrong('dependsOn') && <p className="mistake">{wrong('dependsOn')}</p>}
        <Field label={say('expect')} hint={say('expectHint')} mistake={wrong('gates')}>
          {(told) => (
            <input
              {...told}
              type="number"
              min={0}
              max={100_000}
              value={expectedGates(body)}
              onChange={({ target }) => set('gates', withExpected(body, Number(target.value)))}
            />
          )}
        </Field>
      </fieldset>
    </>
  );
}
