import { useAsk } from '../../../api/use.ts';
import { useSay } from '../../../words/words.tsx';
import { Field } from '../form.tsx';
import type { StepFile, Typed } from './plan.ts';
import { words } from './words.ts';

/** Which step file is run, and its parameters; nothing where no agent has told of any. */
export function StepsChoice({
  typed: { steps, parameters },
  onChange,
}: {
  readonly typed: Typed;
  readonly onChange: (some: Partial<Typed>) => void;
}) {
  const say = useSay(words);
  const { data } = useAsk('listStepFiles');
  const usable = data?.items.filter(({ mistake }) => mistake === null) ?? [];
  if (usable.length === 0) return null;
  const label = ({ agent, name, isThere }: StepFile): string =>
    `${agent ?? say('server')}: ${name}${isThere ? '' : ` ${say('away')}`}`;
  const keyOf = ({ agent, name, hash }: StepFile): string => `${agent ?? ''}:${name}:${hash}`;
  return (
    <>
      <Field label={say('steps')} {...(steps?.description && { hint: steps.description })}>
        {(id) => (
          <select
            id={id}
            value={steps ? keyOf(steps) : ''}
            onChange={({ target }) =>
              onChange({ steps: usable.find((one) => keyOf(one) === target.value) ?? null, parameters: {} })
            }
          >
            <option value="">{say('byHand')}</option>
            {usable.map((one) => (
              <option key={keyOf(one)} value={keyOf(one)}>
                {label(one)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {steps && steps.steps.length > 0 && (
        <ol className="step-list">
          {steps.steps.map((step) => (
            <li key={step.name}>
              {step.name} <code>{step.shows}</code>
            </li>
          ))}
        </ol>
      )}
      {Object.entries(steps?.parameters ?? {}).map(([name, { description, pattern, default: usual }]) => (
        <Field key={name} label={name} {...(description !== null && { hint: description })}>
          {(id) => (
            <input
              id={id}
              value={parameters[name] ?? ''}
              pattern={pattern}
              required={usual === null}
              placeholder={usual ?? ''}
              onChange={({ target }) => onChange({ parameters: { ...parameters, [name]: target.value } })}
            />
          )}
        </Field>
      ))}
    </>
  );
}
