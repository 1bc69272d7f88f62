import { describe, expect, it } from 'vitest';
import { isOpen } from '../../../src/run/conduct/questions.ts';
import { lives } from './lives.ts';
import { type Scene, scenes } from './scenes.ts';
import { type Stage, words } from './stage.ts';

const answers = ['done', 'again', 'failed'] as const;

/** In which state the downtime and its run are. */
function now({ downtime, run }: Stage): string {
  return `${downtime.state}/${run!.was ?? run!.state}`;
}

/** What became of it when everybody did what they are to do. */
function end(stage: Stage): string {
  const { downtime, run } = stage;
  stage.settle(40);
  const truth = stage.hosts[0]!.truth;
  const is = (...of: string[]): boolean => truth.every((one) => of.includes(one));
  const work = is('done') ? 'done' : is('undone', 'untouched') ? 'undone' : 'half-done';
  const later = stage.run!.endedAt === null ? stage.run!.state : 'over';
  const isSame = stage.downtime.state === downtime.state && stage.run!.state === run!.state;
  return isSame && later !== 'over' ? `stays ${later}` : `${stage.downtime.state}, ${work}, ${later}`;
}

function lifeOf(make: () => Stage): Record<string, string> {
  const life: Record<string, string> = {};
  for (const word of words) {
    const stage = make();
    const before = [stage.downtime, stage.run];
    const refused = stage.say(word);
    if (refused !== null) expect([stage.downtime, stage.run]).toEqual(before);
    if (refused !== null && refused !== 'wrong-state') life[word] = refused;
    else if (refused === null) life[word] = `${now(stage)} -> ${end(stage)}`;
  }
  for (const answer of answers) {
    const stage = make();
    if (stage.run!.endedAt !== null || !stage.run!.parts[0]!.attempts.some(isOpen)) continue;
    stage.answer(answer);
    life[`answer ${answer}`] = `${now(stage)} -> ${end(stage)}`;
  }
  const left = make();
  return { ...life, nothing: end(left) };
}

describe('what a person says to a run', () => {
  it.each(Object.keys(scenes) as Scene[])('where %s', (scene) => {
    const make: () => Stage = scenes[scene];
    expect({ at: now(make()), ...lifeOf(make) }).toEqual(lives[scene]);
  });
});
