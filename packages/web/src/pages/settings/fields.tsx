import type { ReactNode } from 'react';
import { Labelled } from '../../parts/labelled.tsx';
import { useSay } from '../../words/words.tsx';
import { type Body, valueAt } from './body.ts';
import { SecondPerson } from './second-person.tsx';
import { words } from './words.ts';

type Key = keyof typeof words;

/** Sets a value of the entry; undefined takes it away. */
export type OnSet = (path: readonly string[], value: unknown) => void;

const lengths = ['warnBefore', 'startWithin', 'drainWithin', 'extendBy', 'remindEvery'] as const;
const asText = (text: string): unknown => text;
const asNumber = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);
const asList = (text: string): unknown => text.split(',').map((one) => one.trim());

/** The organisation's fields that are simple; what is not is told of and stays as it is. */
export function Fields({ body, onSet }: { readonly body: Body; readonly onSet: OnSet }) {
  const say = useSay(words);
  const text = (label: Key, path: readonly string[], hint?: Key, read = asText): ReactNode => (
    <Labelled label={say(label)} hint={hint && say(hint)}>
      {(labelled) => (
        <input
          {...labelled}
          autoComplete="off"
          defaultValue={shown(valueAt(body, path))}
          onChange={({ target }) => {
            const typed = target.value.trim();
            onSet(path, typed === '' ? undefined : read(typed));
          }}
        />
      )}
    </Labelled>
  );
  const choice = (label: Key, path: readonly string[], options: readonly (readonly [unknown, string])[]) => {
    const chosen = options.findIndex(([value]) => value === valueAt(body, path));
    return (
      <Labelled label={say(label)}>
        {(labelled) => (
          <select
            {...labelled}
            value={String(chosen)}
            onChange={({ target }) => onSet(path, options[Number(target.value)]?.[0])}
          >
            <option value="-1">{say('usual')}</option>
            {options.map(([value, name], index) => (
              <option key={String(value)} value={String(index)}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
    );
  };
  const same = (...values: string[]) => values.map((value) => [value, value] as const);
  const isPlain = (value: unknown): boolean =>
    value == null || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
  const notice = valueAt(body, ['announce', 'leastNotice']);
  return (
    <>
      <h3>{say('general')}</h3>
      <div className="fields">
        {text('name', ['name'])}
        {text('zone', ['team', 'zone'])}
        {text('hours', ['team', 'hours'])}
      </div>
      <h3>{say('running')}</h3>
      <SecondPerson
        chosen={valueAt(body, ['policy', 'secondPerson'])}
        onChoose={(chosen) => onSet(['policy', 'secondPerson'], chosen)}
      />
      <div className="fields">
        {choice('atTurnBack', ['policy', 'atTurnBack'], same('ask', 'extend', 'roll-back'))}
        {choice('atDrainDeadline', ['policy', 'atDrainDeadline'], same('go-on', 'wait', 'abort'))}
        {choice(
          'verify',
          ['policy', 'verify'],
          [
            [true, say('yes')],
            [false, say('no')],
          ],
        )}
        {lengths.map((one) => (
          <div key={one}>{text(one, ['policy', one], 'length')}</div>
        ))}
        {text('atOnceTeam', ['policy', 'atOnce', 'team'], undefined, asNumber)}
        {text('atOnceChain', ['policy', 'atOnce', 'chain'], undefined, asNumber)}
      </div>
      <h3>{say('announcing')}</h3>
      <div className="fields">
        {isPlain(valueAt(body, ['announce', 'tell'])) ? (
          text('tell', ['announce', 'tell'], 'tellHint', asList)
        ) : (
          <p>
            {say('tell')}: <code>{JSON.stringify(valueAt(body, ['announce', 'tell']))}</code> {say('inFile')}
          </p>
        )}
        {notice === undefined || typeof notice === 'string'
          ? text('leastNotice', ['announce', 'leastNotice'], 'leastNoticeHint')
          : (['low', 'high', 'downtime'] as const).map((risk) => (
              <Labelled
                key={risk}
                label={`${say('leastNotice')}: ${say(risk)}`}
                hint={say('leastNoticeHint')}
              >
                {(labelled) => (
                  <input
                    {...labelled}
                    defaultValue={shown((notice as Body)[risk])}
                    onChange={({ target }) =>
                      onSet(['announce', 'leastNotice', risk], target.value.trim() || undefined)
                    }
                  />
                )}
              </Labelled>
            ))}
      </div>
      <h3>{say('brand')}</h3>
      <div className="fields">
        {text('pageTitle', ['page', 'title'])}
        {text('site', ['page', 'site'])}
        {text('pageZone', ['page', 'zone'])}
        {text('colour', ['page', 'colour'], 'colourHint')}
      </div>
    </>
  );
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : value == null ? '' : String(value);
}
