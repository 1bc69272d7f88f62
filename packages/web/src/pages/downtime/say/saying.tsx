import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { type Answer, ask, type Refusal } from '../../../api/ask.ts';
import { useChange } from '../../../api/use.ts';
import { CommandLine } from '../../../parts/command-line.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Follows } from '../../../parts/follows.tsx';
import { useMay } from '../../../parts/may.ts';
import { Refused } from '../../../parts/refused.tsx';
import { shared } from '../../../words/shared.ts';
import { useSay } from '../../../words/words.tsx';
import type { CommandName, Downtime } from '../stage.ts';
import { Changed } from './changed.tsx';
import { commands, lineOf, type Said, type Saying as SayingOf } from './commands.ts';
import { EndFields, PlanFields, WhyField } from './fields.tsx';
import { saidAtFirst, sayingOf } from './typed.ts';
import { commandWords, sayingWords } from './words.ts';

/**
 * Something that is about to be said to a downtime: what it needs, what follows from it, and the same as a
 * command. Where somebody else changes it meanwhile, that is told, and what was typed stays.
 */
export function Saying({
  name,
  downtime,
  onClose,
}: {
  readonly name: CommandName;
  /** As it stands now; it may change while this is open. */
  readonly downtime: Downtime;
  readonly onClose: () => void;
}) {
  const say = useSay(sayingWords);
  const command = useSay(commandWords);
  const common = useSay(shared);
  const [seen, setSeen] = useState(downtime);
  const [first, setFirst] = useState(() => saidAtFirst(downtime));
  const [said, setSaid] = useState<Said>(first);
  const change = (some: Partial<Said>): void => setSaid((before) => ({ ...before, ...some }));
  const { needs, isDanger, isReasonNeeded, isJudged } = commands[name];
  const saying = sayingOf(name, said, seen, first);
  const preview = usePreview(name, downtime, said, first);
  const client = useQueryClient();
  const tell = useChange(name as 'finish');
  const isChanged = isOther(name, seen, downtime);
  const isOffered = downtime.next.includes(name);
  const inTheWay = [preview.error, tell.error].some((error) => error?.code === 'rule-in-the-way');
  const lookAgain = (): void => {
    // What was not touched follows what the other one changed; what was typed stays.
    const now = saidAtFirst(downtime);
    const keys = Object.keys(now) as (keyof Said)[];
    const untouched = keys.filter((key) => said[key] === first[key]);
    change(Object.fromEntries(untouched.map((key) => [key, now[key]])));
    setFirst(now);
    setSeen(downtime);
    tell.reset();
  };
  return (
    <Dialog title={command(name)} onClose={onClose}>
      <p>
        <strong>{downtime.title}</strong>. {command(`${name}Does`)}
      </p>
      <form
        className="saying"
        onSubmit={(event) => {
          event.preventDefault();
          if (!saying) return;
          const { id, version } = downtime;
          const bound = isBound(name) ? { version } : {};
          tell.mutate(
            { params: { id }, body: saying.body, ...bound },
            { onSuccess: onClose, onError: () => void client.invalidateQueries() },
          );
        }}
      >
        {needs === 'end' && <EndFields said={said} zone={downtime.zone} onChange={change} />}
        {needs === 'plan' && <PlanFields said={said} downtime={downtime} onChange={change} />}
        {isJudged && (inTheWay || said.override) && (
          <Override isOn={said.override} downtime={downtime} onChange={(override) => change({ override })} />
        )}
        <WhyField
          isNeeded={isReasonNeeded === true || said.override}
          value={said.why}
          onChange={(why) => change({ why })}
        />
        <Preview preview={preview} zone={downtime.zone} isPlan={needs === 'plan'} />
        {isChanged && <Changed downtime={downtime} since={seen.version} onSeen={lookAgain} />}
        {!isOffered && <p role="alert">{say('notOffered')}</p>}
        {!(isChanged && tell.error?.code === 'stale-version') && <Refused error={tell.error} />}
        <p className="actions">
          <button
            type="submit"
            className={isDanger ? 'danger' : 'main'}
            disabled={!saying || isChanged || !isOffered || tell.isPending}
          >
            {command(name)}
          </button>
          <button type="button" onClick={onClose}>
            {common('cancel')}
          </button>
        </p>
      </form>
      <CommandLine line={lineOf(name, downtime.id, saying ?? { body: {}, options: [] }, said)} />
    </Dialog>
  );
}

/**
 * Whether it is said to a downtime as it was seen: who turns back or ends one does, whatever Lull did
 * meanwhile.
 */
function isBound(name: CommandName): boolean {
  const { needs, isJudged } = commands[name];
  return needs !== 'nothing' || isJudged === true;
}

/** Whether what it is about has changed since it was seen. */
function isOther(name: CommandName, seen: Downtime, now: Downtime): boolean {
  if (!isBound(name)) return false;
  return commands[name].needs === 'end' ? seen.expectedEnd !== now.expectedEnd : seen.version !== now.version;
}

interface Previewed {
  readonly data: Answer<'finish'> | undefined;
  readonly error: Refusal | null;
  readonly isFetching: boolean;
  readonly isWhole: boolean;
}

/** Asks what would follow, as it stands now. */
function usePreview(name: CommandName, downtime: Downtime, said: Said, first: Said): Previewed {
  // The reason is stored with it, and changes nothing of what follows; a preview can do without the right
  // one.
  const why = commands[name].isReasonNeeded || said.override ? said.why.trim() || '…' : '';
  const { title, takes, rollback, by, ...rest } = useDeferredValue(said);
  const asked: SayingOf | null = sayingOf(
    name,
    { ...rest, title, takes, rollback, by, why },
    downtime,
    first,
  );
  const { id, version } = downtime;
  const query = useQuery<Answer<'finish'>, Refusal>({
    queryKey: ['preview', name, id, version, asked?.body],
    queryFn: ({ signal }) =>
      ask(name as 'finish', { params: { id }, query: { dryRun: 'true' }, body: asked!.body, signal }),
    enabled: asked !== null,
    placeholderData: (before) => before,
  });
  const { data, error, isFetching } = query;
  return { data, error, isFetching, isWhole: asked !== null };
}

function Preview({
  preview: { data, error, isFetching, isWhole },
  zone,
  isPlan,
}: {
  readonly preview: Previewed;
  readonly zone: string;
  readonly isPlan: boolean;
}) {
  const say = useSay(sayingWords);
  return (
    <section aria-label={say('follows')} aria-busy={isFetching} className="saying-follows">
      <h3>{say('follows')}</h3>
      {!isWhole && <p className="quiet">{say(isPlan ? 'changeSomething' : 'incomplete')}</p>}
      {isWhole && !data && !error && <p className="quiet">{say('asking')}</p>}
      {isWhole && <Refused error={error} />}
      {isWhole && !error && data && <Follows follows={data.follows} zone={zone} />}
    </section>
  );
}

function Override({
  isOn,
  downtime,
  onChange,
}: {
  readonly isOn: boolean;
  readonly downtime: Downtime;
  readonly onChange: (isOn: boolean) => void;
}) {
  const say = useSay(sayingWords);
  const may = useMay();
  if (!may('override', downtime.services)) return null;
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked)} />{' '}
      {say('override')} <span className="quiet">{say('overrideHint')}</span>
    </label>
  );
}
