import type { Plan } from '../../../src/downtime/contract.ts';
import type { Phase } from '../../../src/run/runner/contract.ts';
import type { Outline } from '../../../src/run/steps/contract.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';
import { outline, step } from './outlines.ts';
import { Stage, type Word } from './stage.ts';

type Luck = 'well' | 'badly';

const file = outline({ verify: [step('check')], watch: [{ name: 'errors', over: MINUTE }] });
const asking: Outline = { ...file, atFailure: 'ask' };
const oneWay: Outline = { ...asking, steps: [step('dump', { pointOfNoReturn: true }), step('load')] };

function begun(outlined: Outline = file, plan: Partial<Plan> = {}): Stage {
  const stage = new Stage([outlined], plan);
  stage.gates = { expected: 2, confirmed: 2 };
  stage.wait();
  return stage;
}

/** The only host hears its order, does one thing, and is heard. */
function turn(stage: Stage, luck: Luck): void {
  stage.deliver(0);
  stage.hosts[0]!.act(luck, stage.now);
  stage.send(0, stage.run!.parts[0]!.reports);
  while (stage.onTheWay.length > 0) stage.receive(0);
}

function until(stage: Stage, isThere: (stage: Stage) => boolean, luck: Luck = 'well'): Stage {
  for (let turns = 0; turns < 60; turns++) {
    if (isThere(stage)) return stage;
    turn(stage, luck);
    if (!isThere(stage)) stage.wait();
  }
  throw new Error(`it never came there: ${stage.downtime.state}, ${stage.run!.state}`);
}

const running =
  (phase: Phase) =>
  ({ run }: Stage): boolean =>
    run!.parts[0]!.attempts.some((one) => one.phase === phase && one.outcome === null);
const isRun = (state: string) => (stage: Stage) => stage.run!.state === state;
const isIn = (state: string) => (stage: Stage) => stage.downtime.state === state;

function said(stage: Stage, word: Word): Stage {
  const refused = stage.say(word);
  if (refused !== null) throw new Error(`${word} is refused: ${refused}`);
  return stage;
}

/** No gate confirms any more what it is told. */
function quiet(stage: Stage): Stage {
  stage.gates = { expected: 2, confirmed: 0 };
  return stage;
}

const inPhase = (phase: Phase, outlined = file, plan: Partial<Plan> = {}): Stage =>
  until(begun(outlined, plan), running(phase));
const goingBack = (): Stage => until(said(inPhase('forward'), 'abort'), running('back'));
const held = (): Stage => {
  const stage = inPhase('forward', file, { mode: 'hold' });
  stage.wait(40 * SECOND);
  return until(stage, running('back'));
};
const noWayBack = (): Stage => {
  const stage = until(inPhase('forward', oneWay), isRun('asking'), 'badly');
  stage.answer('failed');
  return until(stage, isIn('failed'));
};

/** Everywhere that a run may stand when a person says something: of one file, whose first step it comes to. */
export const scenes = {
  'the gates are waited for': () => new Stage([file]),
  'a step runs': () => inPhase('forward'),
  'a step runs after which there is no way back': () => inPhase('forward', oneWay),
  'it is asked about a step': () => until(inPhase('forward', asking), isRun('asking'), 'badly'),
  'what runs is being stopped': () => said(inPhase('forward'), 'abort'),
  'a rollback runs': goingBack,
  'somebody has said that it failed': () => said(inPhase('forward'), 'fail'),
  'a rollback has failed': () => until(goingBack(), isIn('failed'), 'badly'),
  'a step was given up after which there is no way back': noWayBack,
  'it is checked': () => inPhase('verify'),
  'it is asked about a check': () => until(inPhase('verify', asking), isRun('asking'), 'badly'),
  'it is watched': () => inPhase('watch'),
  'it was closed again by a person': () => said(inPhase('watch'), 'close-again'),
  'it was closed again by a watch': () => until(inPhase('watch', asking), isRun('asking'), 'badly'),
  'it has failed while it was watched': () => said(inPhase('watch'), 'fail'),
  'it opens after turning back': () => until(quiet(goingBack()), isIn('opening')),
  'it opens as it is': () => said(quiet(until(goingBack(), isIn('failed'), 'badly')), 'reopen'),
  'a step runs at risk': () => inPhase('forward', file, { mode: 'at-risk' }),
  'it is watched at risk': () => inPhase('watch', file, { mode: 'at-risk' }),
  'it has failed at risk': () => said(inPhase('forward', file, { mode: 'at-risk' }), 'fail'),
  'a step runs while requests wait': () => inPhase('forward', file, { mode: 'hold' }),
  'a rollback runs and requests were let go': held,
  'a rollback has failed and requests were let go': () => until(held(), isIn('failed'), 'badly'),
} as const satisfies Record<string, () => Stage>;

export type Scene = keyof typeof scenes;
