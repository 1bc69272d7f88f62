import { useState } from 'react';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { EntryChanges, Stale } from '../../parts/entry-changes.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import type { TeamEntry } from './teams.tsx';
import { words } from './words.ts';

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** Makes a team, or changes one, after a look at what would be another than before. */
export function TeamEditor({
  saved,
  onClose,
}: {
  readonly saved: TeamEntry | null;
  readonly onClose: () => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const [name, setName] = useState(saved?.name ?? '');
  const [body, setBody] = useState<Record<string, unknown>>(saved?.body ?? {});
  const [version, setVersion] = useState<number | 'new'>(saved?.version ?? 'new');
  const [why, setWhy] = useState('');
  const look = useChange('putTeam');
  const put = useChange('putTeam');
  const dry = useChange('deleteTeam');
  const remove = useChange('deleteTeam');
  const set = (field: string, value: unknown): void => {
    const { [field]: _, ...others } = body;
    setBody(value === undefined ? others : { ...others, [field]: value });
    look.reset();
    put.reset();
  };
  const error = put.error ?? look.error ?? remove.error ?? dry.error;
  const isStale = error?.code === 'stale-version' || error?.code === 'already-exists';
  const reason = why.trim() ? { why: why.trim() } : {};
  const params = { name: name.trim() };
  const days = (body.days as readonly string[] | undefined) ?? weekdays.slice(0, 5);
  const text = (
    field: string,
    label: string,
    hint: string,
    read: (text: string) => unknown = (one) => one,
  ) => (
    <Labelled label={label} hint={hint}>
      {(labelled) => (
        <input
          {...labelled}
          autoComplete="off"
          defaultValue={shown(body[field])}
          onChange={({ target }) =>
            set(field, target.value.trim() === '' ? undefined : read(target.value.trim()))
          }
        />
      )}
    </Labelled>
  );
  const title = saved ? say('teamOf', { name: saved.name }) : say('newTeam');
  const flags = `${saved ? ` --if-version ${version}` : ''}${reason.why ? ` --reason ${quoted(reason.why)}` : ''}`;
  if (dry.data && saved) {
    return (
      <Dialog title={say('removeTeam', { name: saved.name })} onClose={onClose}>
        <EntryChanges change={dry.data} />
        <Refused error={remove.error} />
        <p className="actions">
          <button
            type="button"
            className="danger"
            disabled={remove.isPending}
            onClick={() =>
              remove.mutate({ params, query: reason, version: saved.version }, { onSuccess: onClose })
            }
          >
            {common('remove')}
          </button>
          <button type="button" onClick={onClose}>
            {common('cancel')}
          </button>
        </p>
        <CommandLine line={`lull teams delete ${quoted(saved.name)}${flags}`} />
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          if (look.data) put.mutate({ params, query: reason, body, version }, { onSuccess: onClose });
          else look.mutate({ params, query: { dryRun: 'true' }, body, version });
        }}
      >
        <div className="fields">
          {!saved && (
            <Labelled label={say('name')}>
              {(labelled) => (
                <input
                  {...labelled}
                  required
                  value={name}
                  onChange={({ target }) => {
                    setName(target.value);
                    look.reset();
                  }}
                />
              )}
            </Labelled>
          )}
          {text('zone', say('zone'), say('zoneHint'))}
          {text('hours', say('hours'), say('hoursHint'))}
          {text('atOnce', say('atOnce'), say('atOnceHint'), numberIn)}
          {text('people', say('teamPeople'), say('peopleHint'), (one) =>
            one.split(',').map((part) => part.trim()),
          )}
        </div>
        <fieldset className="choice">
          <legend>{say('daysAt')}</legend>
          {weekdays.map((day) => (
            <label key={day}>
              <input
                type="checkbox"
                checked={days.includes(day)}
                onChange={({ target }) =>
                  set(
                    'days',
                    weekdays.filter((one) => (one === day ? target.checked : days.includes(one))),
                  )
                }
              />{' '}
              {say(day)}
            </label>
          ))}
        </fieldset>
        <Labelled label={common('why')} hint={common('whyHint')}>
          {(labelled) => <input {...labelled} value={why} onChange={({ target }) => setWhy(target.value)} />}
        </Labelled>
        {isStale ? (
          <Stale
            kind="readTeam"
            name={params.name}
            onMine={(now) => {
              setVersion(now);
              look.reset();
              put.reset();
              dry.reset();
            }}
          />
        ) : (
          <Refused error={error} />
        )}
        <div role="status">{look.data && <EntryChanges change={look.data} />}</div>
        <p className="actions">
          <button
            type="submit"
            className="main"
            disabled={isStale || look.isPending || put.isPending || !name.trim()}
          >
            {look.data ? common('save') : common('preview')}
          </button>
          {saved && (
            <button
              type="button"
              className="danger"
              disabled={isStale || dry.isPending}
              onClick={() => dry.mutate({ params, query: { dryRun: 'true' }, version: saved.version })}
            >
              {common('remove')}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {common('cancel')}
          </button>
        </p>
      </form>
      <CommandLine
        line={`lull teams put ${quoted(params.name || 'NAME')} -f ${quoted(`${params.name || 'NAME'}.yaml`)}${flags}`}
      />
    </Dialog>
  );
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : value == null ? '' : String(value);
}

function numberIn(text: string): unknown {
  return /^\d+$/.test(text) ? Number(text) : text;
}
