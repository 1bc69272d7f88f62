import { Labelled } from '../../../parts/labelled.tsx';
import { shared } from '../../../words/shared.ts';
import { useSay } from '../../../words/words.tsx';
import type { Downtime } from '../stage.ts';
import type { Said } from './commands.ts';
import { sayingWords } from './words.ts';

interface Typing {
  readonly said: Said;
  readonly onChange: (some: Partial<Said>) => void;
}

/** A new end: by how much later, or until when on the service's clock. */
export function EndFields({ said, zone, onChange }: Typing & { readonly zone: string }) {
  const say = useSay(sayingWords);
  return (
    <div className="fields">
      <Labelled label={say('by')} hint={say('byHint')}>
        {(labelled) => (
          <input
            {...labelled}
            value={said.until === '' ? said.by : ''}
            onChange={({ target }) => onChange({ by: target.value, until: '' })}
          />
        )}
      </Labelled>
      <Labelled label={say('until')} hint={say('zoneHint', { zone })}>
        {(labelled) => (
          <input
            {...labelled}
            type="datetime-local"
            value={said.until}
            onChange={({ target }) => onChange({ until: target.value })}
          />
        )}
      </Labelled>
    </div>
  );
}

/** What of a plan may be changed here. */
export function PlanFields({ said, downtime, onChange }: Typing & { readonly downtime: Downtime }) {
  const say = useSay(sayingWords);
  const common = useSay(shared);
  const modes = (['full', 'read-only', 'partial', 'hold', 'at-risk'] as const).filter(
    (mode) => mode !== 'partial' || downtime.plan.part !== null,
  );
  return (
    <div className="fields">
      <Labelled label={say('title')}>
        {(labelled) => (
          <input
            {...labelled}
            value={said.title}
            onChange={({ target }) => onChange({ title: target.value })}
          />
        )}
      </Labelled>
      <Labelled label={say('start')} hint={say('zoneHint', { zone: downtime.zone })}>
        {(labelled) => (
          <input
            {...labelled}
            type="datetime-local"
            step={1}
            value={said.start}
            onChange={({ target }) => onChange({ start: target.value })}
          />
        )}
      </Labelled>
      {(['takes', 'rollback'] as const).map((field) => (
        <Labelled key={field} label={say(field)}>
          {(labelled) => (
            <input
              {...labelled}
              value={said[field]}
              onChange={({ target }) => onChange({ [field]: target.value })}
            />
          )}
        </Labelled>
      ))}
      <Labelled label={say('mode')}>
        {(labelled) => (
          <select
            {...labelled}
            value={said.mode}
            onChange={({ target }) => onChange({ mode: target.value as Said['mode'] })}
          >
            {modes.map((mode) => (
              <option key={mode} value={mode}>
                {common(mode)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
    </div>
  );
}

/** Why it is said. */
export function WhyField({
  isNeeded,
  value,
  onChange,
}: {
  readonly isNeeded: boolean;
  readonly value: string;
  readonly onChange: (why: string) => void;
}) {
  const say = useSay(sayingWords);
  const common = useSay(shared);
  return (
    <Labelled label={isNeeded ? say('reasonNeeded') : common('why')} hint={common('whyHint')}>
      {(labelled) => (
        <textarea
          {...labelled}
          rows={2}
          maxLength={2_000}
          required={isNeeded}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Labelled>
  );
}
