import { hasBegun, isEnd } from '../downtime/states.ts';
import type { Change, Consequence } from '../keeper/contract.ts';
import type { Trx } from '../store/contract.ts';
import { type Lengths, lengthKey, usualLength } from './conduct/estimate.ts';
import { called } from './conduct/silence.ts';
import { foreseeChange } from './foresee-run.ts';
import { agentsNow, fileOf } from './runs/agents.ts';
import { lastLengths } from './runs/lengths.ts';
import { spokenReturn, spokenTimes } from './spoken-step.ts';
import type { StepOutline } from './steps/contract.ts';

/**
 * The steps that would be run, each with how long it usually took and when that lets it begin; and what a run
 * that is under way does after what was said.
 */
export async function foreseeSteps(change: Change, trx: Trx): Promise<readonly Consequence[]> {
  const { before, after, now } = change;
  const { steps, start } = after.proposal?.plan ?? after.plan;
  if (steps === null) return [];
  if (before && hasBegun(before.state)) return foreseeChange(change, trx);
  if (start === null || isEnd(after.state) || hasBegun(after.state)) return [];
  const agents = await agentsNow(trx, now, [...new Set(steps.map(({ agent }) => agent ?? ''))]);
  const lengths = await lastLengths(
    trx,
    steps.map(({ agent, name }) => ({ agent, file: { name } })),
  );
  let at = Math.max(start, now);
  return steps.flatMap(({ agent, name, hash }): Consequence[] => {
    const outline = fileOf(agents.get(agent ?? ''), { name, hash })?.outline;
    const data = { agent, file: name, hash };
    if (!outline) {
      const text = `${called(agent)} has not told of the step file ${name} as it is bound here: it has to be there before the start`;
      return [{ kind: 'step', at, text, data }];
    }
    return outline.steps.map((step): Consequence => {
      const length = usualOf(lengths, { agent, file: { name } }, step);
      const told: Consequence = {
        kind: 'step',
        at,
        text: `${called(agent)} runs "${step.name}": ${step.shows} (${spokenTimes(length, step.timeLimit)}${spokenReturn(step)})`,
        data: { ...data, step: step.name, shows: step.shows, usually: length, timeLimit: step.timeLimit },
      };
      at += length ?? 0;
      return told;
    });
  });
}

function usualOf(
  lengths: Lengths,
  on: { readonly agent: string | null; readonly file: { readonly name: string } },
  { name }: StepOutline,
): number | null {
  return usualLength(lengths.get(lengthKey(on, 'forward', name)));
}
