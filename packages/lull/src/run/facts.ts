import type { Downtime, StepFile } from '../downtime/contract.ts';
import { HOLD_CAP } from '../downtime/moments.ts';
import { hasBegun } from '../downtime/states.ts';
import { LullError } from '../errors.ts';
import type { FactSource, KnownFacts } from '../keeper/contract.ts';
import type { Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import { spokenLength } from '../time/spoken.ts';
import { nextWith } from './conduct/course.ts';
import { longestOf } from './conduct/estimate.ts';
import { called } from './conduct/silence.ts';
import { isHeld } from './conduct/watch.ts';
import { type Agent, agentsNow, fileOf } from './runs/agents.ts';
import { loadRun } from './runs/rows.ts';
import { valuesOf } from './steps/parameters.ts';

/**
 * What runs know: what is missing before steps may begin, whether it is still watched how visitors fare who
 * come back, whether anything can still be undone, and whether there are checks.
 */
export const runFacts: FactSource = {
  name: 'run',
  async gather(downtime, trx, { now }): Promise<KnownFacts> {
    const { steps } = downtime.plan;
    if (steps === null) return {};
    if (!hasBegun(downtime.state)) return { missing: await missingFor(trx, downtime, steps, now) };
    const run = await loadRun(trx, { downtime: downtime.id });
    if (run === null || run.endedAt !== null) return {};
    const checks = nextWith(run, 'verify') !== null;
    return { watching: isHeld(run, downtime), pastReturn: run.isPastReturn, checks };
  },
};

/** What is missing before these steps may begin, as sentences. */
export async function missingFor(
  trx: Trx,
  { plan }: Downtime,
  steps: readonly StepFile[],
  now: Instant,
): Promise<string[]> {
  const agents = await agentsNow(trx, now, [...new Set(steps.map(({ agent }) => agent ?? ''))]);
  const missing = steps.flatMap((step) => missingOf(agents.get(step.agent ?? ''), step));
  if (missing.length > 0 || plan.mode !== 'hold') return [...new Set(missing)];
  const longest = steps.reduce((sum, step) => {
    return sum + longestOf({ outline: fileOf(agents.get(step.agent ?? ''), step)?.outline ?? null });
  }, 0);
  if (longest <= HOLD_CAP) return [];
  const most = spokenLength(HOLD_CAP);
  return [`requests wait ${most} at most, and the steps may take ${spokenLength(longest)} by their limits`];
}

function missingOf(agent: Agent | undefined, { agent: name, ...file }: StepFile): string[] {
  const who = called(name);
  if (agent === undefined) {
    return [name === null ? 'no server runs steps itself (--local-steps)' : `there is no agent ${name}`];
  }
  if (!agent.isThere) return [`${who} is away`];
  if (agent.trouble !== null) return [`${who} cannot begin anything: ${agent.trouble}`];
  const found = fileOf(agent, file);
  if (found === null) {
    const isOther = agent.files.some((one) => one.name === file.name);
    return [
      isOther
        ? `the step file ${file.name} of ${who} is another one than is bound here`
        : `${who} has no step file ${file.name}`,
    ];
  }
  const { outline, mistake } = found;
  if (outline === null) return [`the step file ${file.name} of ${who} cannot be used: ${mistake}`];
  try {
    valuesOf(outline.parameters, file.parameters);
    return [];
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    return [`${file.name} of ${who}: ${error.message}`];
  }
}
