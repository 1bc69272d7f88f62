import { useLanguage, useSay } from '../../words/words.tsx';
import type { Draft } from './draft.ts';
import { Field } from './field.tsx';
import { RepeatFields } from './repeat-fields.tsx';
import { lengthIn, sayLength } from './rule/length.ts';
import { isZone, wallOf, zones } from './rule/wall.ts';
import { words } from './words.ts';

export type Mistakes = ReadonlyMap<string, string>;

/** When it is: zone, first start, length and repetition. */
export function WhenFields({ draft, mistakes }: { readonly draft: Draft; readonly mistakes: Mistakes }) {
  const say = useSay(words);
  const { language } = useLanguage();
  const { body, set } = draft;
  const zone = String(body.zone ?? '');
  const length = lengthIn(String(body.duration ?? ''));
  const start = String(body.start ?? '');
  return (
    <fieldset className="sheet">
      <legend>{say('when')}</legend>
      <Field
        label={say('zone')}
        hint={say('zoneHint')}
        mistake={mistakes.get('zone') ?? (isZone(zone) ? undefined : say('zoneWrong'))}
      >
        {(told) => (
          <>
            <input
              {...told}
              list="rule-zones"
              value={zone}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => set('zone', target.value)}
            />
            <datalist id="rule-zones">
              {zones.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <StartFields start={start} mistake={mistakes.get('start')} onChange={(next) => set('start', next)} />
      <Field
        label={say('duration')}
        hint={
          <>
            {say('durationHint')}{' '}
            {length && <strong>{say('means', { length: sayLength(length, language) })}</strong>}
          </>
        }
        mistake={mistakes.get('duration')}
      >
        {(told) => (
          <input
            {...told}
            value={String(body.duration ?? '')}
            spellCheck={false}
            onChange={({ target }) => set('duration', target.value)}
          />
        )}
      </Field>
      <RepeatFields
        rrule={typeof body.rrule === 'string' ? body.rrule : null}
        start={wallOf(start, zone)}
        mistake={mistakes.get('rrule')}
        onChange={(rrule) => set('rrule', rrule)}
      />
    </fieldset>
  );
}

function StartFields({
  start,
  mistake,
  onChange,
}: {
  readonly start: string;
  readonly mistake: string | undefined;
  readonly onChange: (start: string) => void;
}) {
  const say = useSay(words);
  const [, date, time] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?$/.exec(start) ?? [];
  // What date and time fields can't hold (an instant, seconds) stays text.
  if (date === undefined) {
    return (
      <Field label={say('startText')} hint={say('startTextHint')} mistake={mistake}>
        {(told) => (
          <input
            {...told}
            value={start}
            spellCheck={false}
            onChange={({ target }) => onChange(target.value)}
          />
        )}
      </Field>
    );
  }
  const write = (nextDate: string, nextTime: string | undefined): void => {
    if (nextDate !== '' && nextTime !== '')
      onChange(nextTime === undefined ? nextDate : `${nextDate}T${nextTime}`);
  };
  return (
    <div className="fields">
      <Field label={say('firstDay')} mistake={mistake}>
        {(told) => (
          <input {...told} type="date" value={date} onChange={({ target }) => write(target.value, time)} />
        )}
      </Field>
      {time !== undefined && (
        <Field label={say('from')}>
          {(told) => (
            <input {...told} type="time" value={time} onChange={({ target }) => write(date, target.value)} />
          )}
        </Field>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={time === undefined}
          onChange={({ target }) => write(date, target.checked ? undefined : '00:00')}
        />
        {say('wholeDays')}
      </label>
    </div>
  );
}
