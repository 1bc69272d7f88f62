import { useState } from 'react';
import { useLanguage, useSay } from '../../words/words.tsx';
import { Field } from './field.tsx';
import { Days, EndFields, NumberInput } from './repeat-parts.tsx';
import {
  places,
  type Repeat,
  readRepeat,
  type Simple,
  type Weekday,
  weekdays,
  writeRepeat,
} from './rule/repeat.ts';
import { nameOf, sayRule } from './rule/say-rule.ts';
import type { Wall } from './rule/wall.ts';
import { words } from './words.ts';

const choices = ['once', 'daily', 'weekly', 'monthly-weekday', 'monthly-day', 'yearly', 'own'] as const;

const dates = Array.from({ length: 31 }, (_, i) => i + 1);

/** How often it is: simple choices that write the rule, and the rule itself where they can't say it. */
export function RepeatFields({
  rrule,
  start,
  mistake,
  onChange,
}: {
  readonly rrule: string | null;
  /** The first start on its wall clock; null while it is none. */
  readonly start: Wall | null;
  readonly mistake: string | undefined;
  readonly onChange: (rrule: string | undefined) => void;
}) {
  const say = useSay(words);
  const { language } = useLanguage();
  const read = readRepeat(rrule);
  // Who chose to write the rule keeps writing it, whatever the simple fields could say meanwhile.
  const [isOwn, setIsOwn] = useState(read.kind === 'own');
  const kind = isOwn ? 'own' : read.kind;
  const write = (repeat: Repeat): void => onChange(writeRepeat(repeat));
  const choose = (chosen: (typeof choices)[number]): void => {
    setIsOwn(chosen === 'own');
    if (chosen === 'own') onChange(rrule ?? 'FREQ=WEEKLY');
    else write(chosen === 'once' ? { kind: 'once' } : asked(chosen, read, start ?? 0));
  };
  const said = rrule !== null && start !== null ? sayRule(rrule, start, language) : null;
  return (
    <>
      <Field label={say('repeats')} mistake={kind === 'own' ? undefined : mistake}>
        {(told) => (
          <select
            {...told}
            value={kind}
            onChange={({ target }) => choose(target.value as (typeof choices)[number])}
          >
            {choices.map((one) => (
              <option key={one} value={one}>
                {say(`repeat-${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind === 'own' && (
        <Field label={say('rule')} hint={said ?? say('ruleHint')} mistake={mistake}>
          {(told) => (
            <input
              {...told}
              value={rrule ?? ''}
              spellCheck={false}
              autoCapitalize="characters"
              onChange={({ target }) => onChange(target.value)}
            />
          )}
        </Field>
      )}
      {!isOwn && read.kind !== 'once' && read.kind !== 'own' && (
        <SimpleFields repeat={read} onChange={write} />
      )}
    </>
  );
}

/** The rule of another kind that is nearest to what was there. */
function asked(kind: Simple['kind'], before: Repeat, start: Wall): Simple {
  const isSimple = before.kind !== 'once' && before.kind !== 'own';
  const common = isSimple
    ? { every: before.every, ends: before.ends }
    : { every: 1, ends: { kind: 'never' } as const };
  const day = weekdays[(new Date(start).getUTCDay() + 6) % 7]!;
  const date = new Date(start).getUTCDate();
  if (kind === 'weekly') return { kind, days: [day], ...common };
  if (kind === 'monthly-weekday')
    return { kind, place: date > 28 ? -1 : Math.ceil(date / 7), day, ...common };
  if (kind === 'monthly-day') return { kind, date, ...common };
  return { kind, ...common };
}

function SimpleFields({
  repeat,
  onChange,
}: {
  readonly repeat: Simple;
  readonly onChange: (repeat: Simple) => void;
}) {
  const say = useSay(words);
  return (
    <>
      <div className="fields">
        <Field label={say('every')}>
          {(told) => (
            <span className="with-unit">
              <NumberInput
                {...told}
                value={repeat.every}
                onChange={(every) => onChange({ ...repeat, every })}
              />
              {say(`unit-${repeat.kind}`)}
            </span>
          )}
        </Field>
        {repeat.kind === 'monthly-weekday' && <PlaceFields repeat={repeat} onChange={onChange} />}
        {repeat.kind === 'monthly-day' && (
          <Field label={say('date')}>
            {(told) => (
              <select
                {...told}
                value={repeat.date ?? ''}
                onChange={({ target }) =>
                  onChange({ ...repeat, date: target.value === '' ? null : Number(target.value) })
                }
              >
                <option value="">{say('dateOfStart')}</option>
                {dates.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
                <option value={-1}>{say('lastDate')}</option>
              </select>
            )}
          </Field>
        )}
      </div>
      {repeat.kind === 'weekly' && (
        <Days days={repeat.days} onChange={(days) => onChange({ ...repeat, days })} />
      )}
      <EndFields ends={repeat.ends} onChange={(ends) => onChange({ ...repeat, ends })} />
    </>
  );
}

type ByPlace = Extract<Simple, { kind: 'monthly-weekday' }>;

function PlaceFields({
  repeat,
  onChange,
}: {
  readonly repeat: ByPlace;
  readonly onChange: (repeat: Simple) => void;
}) {
  const say = useSay(words);
  const { language } = useLanguage();
  const offered = (places as readonly number[]).includes(repeat.place) ? places : [...places, repeat.place];
  return (
    <>
      <Field label={say('which')}>
        {(told) => (
          <select
            {...told}
            value={repeat.place}
            onChange={({ target }) => onChange({ ...repeat, place: Number(target.value) })}
          >
            {offered.map((one) => {
              const key = `place${one}`;
              return (
                <option key={key} value={one}>
                  {key in words ? say(key as keyof typeof words) : one}
                </option>
              );
            })}
          </select>
        )}
      </Field>
      <Field label={say('weekday')}>
        {(told) => (
          <select
            {...told}
            value={repeat.day}
            onChange={({ target }) => onChange({ ...repeat, day: target.value as Weekday })}
          >
            {weekdays.map((one) => (
              <option key={one} value={one}>
                {nameOf(one, language)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}
