import { useLanguage, useSay } from '../../words/words.tsx';
import type { Draft } from './draft.ts';
import { Field } from './field.tsx';
import { lengthIn, sayLength } from './rule/length.ts';
import type { Mistakes } from './when-fields.tsx';
import { words } from './words.ts';

const risks = ['low', 'high', 'downtime'] as const;

/** What a window allows: risk, notice, cutoff, and a comment. */
export function WorkFields({ draft, mistakes }: { readonly draft: Draft; readonly mistakes: Mistakes }) {
  const say = useSay(words);
  const { body, set } = draft;
  return (
    <fieldset className="sheet">
      <legend>{say('work')}</legend>
      <Field label={say('risk')} mistake={mistakes.get('risk')}>
        {(told) => (
          <select
            {...told}
            value={String(body.risk ?? 'downtime')}
            onChange={({ target }) => set('risk', target.value)}
          >
            {risks.map((one) => (
              <option key={one} value={one}>
                {say(`risk-${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="fields">
        <LengthField field="notice" hint={say('noticeHint')} draft={draft} mistakes={mistakes} />
        <LengthField field="cutoff" hint={say('cutoffHint')} draft={draft} mistakes={mistakes} />
      </div>
      <Field label={say('comment')} mistake={mistakes.get('comment')}>
        {(told) => (
          <input
            {...told}
            value={String(body.comment ?? '')}
            onChange={({ target }) => set('comment', target.value === '' ? undefined : target.value)}
          />
        )}
      </Field>
    </fieldset>
  );
}

function LengthField({
  field,
  hint,
  draft: { body, set },
  mistakes,
}: {
  readonly field: 'notice' | 'cutoff';
  readonly hint: string;
  readonly draft: Draft;
  readonly mistakes: Mistakes;
}) {
  const say = useSay(words);
  const { language } = useLanguage();
  const written = String(body[field] ?? '');
  const length = lengthIn(written);
  return (
    <Field
      label={say(field)}
      hint={
        <>
          {hint} {length && <strong>{say('means', { length: sayLength(length, language) })}</strong>}
        </>
      }
      mistake={mistakes.get(field)}
    >
      {(told) => (
        <input
          {...told}
          value={written}
          placeholder={field === 'notice' ? '2d' : '30m'}
          spellCheck={false}
          onChange={({ target }) => set(field, target.value === '' ? undefined : target.value)}
        />
      )}
    </Field>
  );
}
