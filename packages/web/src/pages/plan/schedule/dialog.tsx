import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useChange } from '../../../api/use.ts';
import { CommandLine } from '../../../parts/command-line.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Follows } from '../../../parts/follows.tsx';
import { useMay } from '../../../parts/may.ts';
import { Refused } from '../../../parts/refused.tsx';
import { When } from '../../../parts/when.tsx';
import { showLength } from '../../../time/show.ts';
import { shared } from '../../../words/shared.ts';
import { useSay } from '../../../words/words.tsx';
import { Field } from '../form.tsx';
import { bodyOf, type Chosen, commandOf, nothingTyped, type Typed } from './plan.ts';
import { StepsChoice } from './steps.tsx';
import { words } from './words.ts';

interface Props {
  readonly chosen: Chosen;
  readonly zone: string;
  /** The rules that stand in the way, in words. */
  readonly rules: readonly string[];
  readonly onClose: () => void;
}

/** How long after the last letter the preview is asked for, ms. */
const pause = 400;

/**
 * What is still to be said of a downtime at the chosen moment, what follows from it, and the promise itself.
 */
export function ScheduleDialog({ chosen, zone, rules, onClose }: Props) {
  const say = useSay(words);
  const common = useSay(shared);
  const [, go] = useLocation();
  const [typed, setTyped] = useState<Typed>(nothingTyped);
  const change = (some: Partial<Typed>): void => setTyped((before) => ({ ...before, ...some }));
  const mayIt = useMay();
  const may = (action: 'schedule' | 'draft' | 'override'): boolean => mayIt(action, [chosen.service]);
  const { preview, isWhole } = usePreview(chosen, typed, may('schedule'));
  const create = useChange('createDowntime');
  const make = (isScheduled: boolean): void =>
    create.mutate(
      { body: bodyOf(chosen, typed, isScheduled) },
      { onSuccess: ({ downtime }) => go(`/downtimes/${downtime.id}`) },
    );
  const waits = preview.data?.downtime.state === 'awaiting-approval';
  return (
    <Dialog title={say('title')} onClose={onClose}>
      <p>
        <strong>{chosen.service}</strong>, {common(chosen.mode)}, {showLength(chosen.takes)}
        <br />
        <When at={chosen.at} zone={zone} />
      </p>
      <form
        className="schedule-form"
        onSubmit={(event) => {
          event.preventDefault();
          make(may('schedule'));
        }}
      >
        <Texts typed={typed} isPart={chosen.mode === 'partial'} onChange={change} />
        <StepsChoice typed={typed} onChange={change} />
        <Rules rules={rules} typed={typed} mayOverride={may('override')} onChange={change} />
        <section aria-label={say('follows')} aria-live="polite" className="preview">
          <h3>{say('follows')}</h3>
          {preview.data && isWhole && <Follows follows={preview.data.follows} zone={zone} />}
          {!isWhole && <p className="quiet">{say('doneHint')}</p>}
          {waits && <p>{say('approval')}</p>}
        </section>
        <Refused error={create.error ?? (isWhole ? preview.error : null)} />
        <CommandLine line={commandOf(chosen, typed)} />
        <div className="actions">
          {may('schedule') && (
            <button type="submit" className="main" disabled={!isWhole || create.isPending}>
              {say('schedule')}
            </button>
          )}
          <button type="button" disabled={!isWhole || create.isPending} onClick={() => make(false)}>
            {say('draft')}
          </button>
          <button type="button" onClick={onClose}>
            {common('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Asks what would follow, soon after the last change. */
function usePreview(chosen: Chosen, typed: Typed, isScheduled: boolean) {
  const preview = useChange('createDowntime');
  const isPartSaid = chosen.mode !== 'partial' || `${typed.paths}${typed.tenants}`.trim() !== '';
  const isWhole = typed.title.trim() !== '' && isPartSaid;
  const { mutate } = preview;
  const body = JSON.stringify(bodyOf(chosen, typed, isScheduled));
  useEffect(() => {
    if (!isWhole) return;
    const timer = setTimeout(() => mutate({ query: { dryRun: 'true' }, body: JSON.parse(body) }), pause);
    return () => clearTimeout(timer);
  }, [isWhole, body, mutate]);
  return { preview, isWhole };
}

function Texts({
  typed,
  isPart,
  onChange,
}: {
  readonly typed: Typed;
  readonly isPart: boolean;
  readonly onChange: (some: Partial<Typed>) => void;
}) {
  const say = useSay(words);
  const text =
    (key: 'title' | 'owner' | 'people' | 'paths' | 'tenants', isNeeded = false) =>
    (id: string) => (
      <input
        id={id}
        value={typed[key]}
        required={isNeeded}
        maxLength={key === 'title' ? 200 : 1_000}
        autoComplete="off"
        onChange={({ target }) => onChange({ [key]: target.value })}
      />
    );
  return (
    <>
      <Field label={say('doneWhat')} hint={say('doneHint')}>
        {text('title', true)}
      </Field>
      {isPart && (
        <>
          <Field label={say('paths')} hint={say('pathsHint')}>
            {text('paths')}
          </Field>
          <Field label={say('tenants')} hint={say('tenantsHint')}>
            {text('tenants')}
          </Field>
        </>
      )}
      <div className="pair">
        <Field label={say('owner')} hint={say('ownerHint')}>
          {text('owner')}
        </Field>
        <Field label={say('people')} hint={say('peopleHint')}>
          {text('people')}
        </Field>
      </div>
    </>
  );
}

function Rules({
  rules,
  typed: { isOverriding, why },
  mayOverride,
  onChange,
}: {
  readonly rules: readonly string[];
  readonly typed: Typed;
  readonly mayOverride: boolean;
  readonly onChange: (some: Partial<Typed>) => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const reason = (
    <Field label={say('reason')} hint={common('whyHint')}>
      {(id) => (
        <textarea
          id={id}
          rows={2}
          value={why}
          required={isOverriding}
          maxLength={2_000}
          onChange={({ target }) => onChange({ why: target.value })}
        />
      )}
    </Field>
  );
  if (rules.length === 0) return reason;
  return (
    <>
      <div className="in-the-way-list">
        <h3>{say('inTheWay')}</h3>
        <ul>
          {rules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
        {mayOverride ? (
          <label className="check">
            <input
              type="checkbox"
              checked={isOverriding}
              onChange={({ target }) => onChange({ isOverriding: target.checked })}
            />{' '}
            {say('override')} <span className="quiet">{say('overrideHint')}</span>
          </label>
        ) : (
          <p>{say('mayNotOverride')}</p>
        )}
      </div>
      {reason}
    </>
  );
}
