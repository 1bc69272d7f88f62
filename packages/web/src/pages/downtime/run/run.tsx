import type { Answer } from '../../../api/ask.ts';
import { useAsk } from '../../../api/use.ts';
import { useNow } from '../../../parts/now.ts';
import { When } from '../../../parts/when.tsx';
import { lengthOf, showLength } from '../../../time/show.ts';
import { useSay } from '../../../words/words.tsx';
import { type Downtime, isUnderWay } from '../stage.ts';
import { Output } from './output.tsx';
import { Questions } from './questions.tsx';
import { runWords } from './words.ts';

type RunOf = Answer<'readRun'>;
type Part = RunOf['parts'][number];
type Step = Part['steps'][number];

/**
 * The steps of a downtime as they are run: how far they are, what they ask, what they print. Nothing for work
 * by hand.
 */
export function Run({ downtime }: { readonly downtime: Downtime }) {
  const hasSteps = downtime.plan.steps !== null && downtime.actual.downAt !== null;
  const { data: run } = useAsk(
    'readRun',
    { params: { id: downtime.id } },
    { enabled: hasSteps, ...(isUnderWay(downtime) && { every: 1_000 }) },
  );
  if (!hasSteps || !run || run.downtime !== downtime.id) return null;
  return <Shown run={run} downtime={downtime} />;
}

function Shown({ run, downtime }: { readonly run: RunOf; readonly downtime: Downtime }) {
  const say = useSay(runWords);
  const steps = run.parts.flatMap((part) => part.steps.filter(({ phase }) => phase === 'forward'));
  const done = steps.filter(({ attempts }) => attempts.at(-1)?.outcome === 'done').length;
  return (
    <section className="sheet" aria-labelledby="steps">
      <h2 id="steps">{say('steps')}</h2>
      <p role="status">
        <strong>{say(run.state)}</strong>
        {run.why !== null && `: ${run.why}`} · {say('doneOf', { done, all: steps.length })}
      </p>
      {run.endedAt === null && run.estimate && (
        <p>
          {say('heldOver')} <When at={run.estimate.end} zone={downtime.zone} />{' '}
          <span className="quiet">
            {run.estimate.runs === 0 ? say('byLimits') : say('byRuns', { runs: run.estimate.runs })}
          </span>
        </p>
      )}
      {run.endedAt === null && run.isPastReturn && <p className="loud">{say('noReturn')}</p>}
      <Questions run={run} downtime={downtime} />
      {run.parts.map((part) => (
        <PartTable key={part.place} part={part} zone={downtime.zone} />
      ))}
      <Output run={run} />
    </section>
  );
}

function PartTable({ part, zone }: { readonly part: Part; readonly zone: string }) {
  const say = useSay(runWords);
  const { agent, file, isThere, trouble, steps } = part;
  return (
    <div>
      <h3>
        {file.name}{' '}
        <span className="quiet">
          {agent === null ? say('onServer') : say('onAgent', { agent })} <code>{file.hash.slice(0, 12)}</code>
        </span>
        {!isThere && <span className="loud"> {say('notHeard')}</span>}
      </h3>
      {trouble !== null && <p className="loud">{trouble}</p>}
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{say('step')}</th>
            <th scope="col">{say('state')}</th>
            <th scope="col">{say('time')}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <StepRow key={`${step.phase} ${step.place}`} step={step} zone={zone} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StepRow({ step, zone }: { readonly step: Step; readonly zone: string }) {
  const say = useSay(runWords);
  const { phase, name, shows, attempts, usually, timeLimit } = step;
  const last = attempts.at(-1);
  const outcome = last === undefined ? 'toCome' : (last.outcome ?? 'runs');
  const kind = phase === 'verify' || phase === 'watch' ? ` (${say(phase)})` : '';
  return (
    <tr>
      <th scope="row">
        {phase === 'back' ? say('undo', { step: name }) : name}
        {kind}
        {shows !== null && <code className="shows">{shows}</code>}
      </th>
      <td data-label={say('state')}>
        <span className="step-state" data-outcome={outcome}>
          {say(outcome)}
        </span>
        {attempts.length > 1 && <span className="quiet"> {say('attempt', { count: last!.attempt })}</span>}
        {last?.error && <span className="loud"> {last.error}</span>}
      </td>
      <td data-label={say('time')}>
        {last && <Took attempt={last} />} {last && <When at={last.startedAt} zone={zone} />}{' '}
        <span className="quiet">
          {usually !== null
            ? say('usually', { length: showLength(lengthOf(usually)) })
            : timeLimit !== null && say('limit', { length: showLength(lengthOf(timeLimit)) })}
        </span>
      </td>
    </tr>
  );
}

function Took({ attempt: { startedAt, endedAt } }: { readonly attempt: Step['attempts'][number] }) {
  const now = useNow();
  return (
    <>
      {showLength(
        (endedAt === null ? Math.max(now, Date.parse(startedAt)) : Date.parse(endedAt)) -
          Date.parse(startedAt),
      )}
    </>
  );
}
