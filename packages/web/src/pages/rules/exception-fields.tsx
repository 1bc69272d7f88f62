import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import type { Draft } from './draft.ts';
import { Field } from './field.tsx';
import type { Mistakes } from './when-fields.tsx';
import { words } from './words.ts';

/** Starts that are left out, and starts that are added. */
export function ExceptionFields({
  draft,
  mistakes,
  idle,
}: {
  readonly draft: Draft;
  readonly mistakes: Mistakes;
  /** Those of the starts left out that are none. */
  readonly idle: readonly string[];
}) {
  const say = useSay(words);
  return (
    <fieldset className="sheet">
      <legend>{say('exceptions')}</legend>
      <Moments
        field="exdate"
        title={say('leftOut')}
        hint={say('leftOutHint')}
        draft={draft}
        mistakes={mistakes}
        idle={idle}
      />
      <Moments
        field="rdate"
        title={say('added')}
        hint={say('addedHint')}
        draft={draft}
        mistakes={mistakes}
        idle={[]}
      />
    </fieldset>
  );
}

function Moments({
  field,
  title,
  hint,
  draft,
  mistakes,
  idle,
}: {
  readonly field: 'exdate' | 'rdate';
  readonly title: string;
  readonly hint: string;
  readonly draft: Draft;
  readonly mistakes: Mistakes;
  readonly idle: readonly string[];
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const { body, set } = draft;
  const moments = (Array.isArray(body[field]) ? body[field] : []) as readonly string[];
  const start = String(body.start ?? '');
  const write = (next: readonly string[]): void => set(field, next.length === 0 ? undefined : next);
  const label = (count: number): string => say('nth', { what: title, count });
  return (
    <div className="moments">
      <p>
        {title} <span className="quiet">{hint}</span>
      </p>
      {moments.map((moment, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a time that is typed has no name but its place
        <div className="moment" key={i}>
          <Field
            label={label(i + 1)}
            hint={idle.includes(moment) && <span className="remark">{say('idle')}</span>}
            mistake={mistakes.get(`${field}.${i}`)}
          >
            {(told) => (
              <input
                {...told}
                type={typeOf(moment)}
                value={moment}
                onChange={({ target }) => write(moments.map((one, at) => (at === i ? target.value : one)))}
              />
            )}
          </Field>
          <button
            type="button"
            className="small"
            aria-label={say('removeNth', { time: moment, what: title })}
            onClick={() => write(moments.filter((_, at) => at !== i))}
          >
            {common('remove')}
          </button>
        </div>
      ))}
      <button type="button" className="small" onClick={() => write([...moments, start])}>
        {say('addTo')} <span className="hidden">({title})</span>
      </button>
    </div>
  );
}

/** The browser's own field where it can hold what is written. */
function typeOf(moment: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(moment)) return 'date';
  return moment === '' || /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(moment) ? 'datetime-local' : 'text';
}
