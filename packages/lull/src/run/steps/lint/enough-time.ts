import { HOLD_CAP } from '../../../downtime/moments.ts';
import { spokenLength } from '../../../time/spoken.ts';
import { lengthsOf } from '../lengths.ts';
import { type Finding, placesOf } from '../places.ts';
import type { Rule } from './contract.ts';

/** Whether the file fits into the downtime that it is meant for, even when every time limit is used up. */
export const enoughTime: Rule = ({ steps, meantFor: { takes, rollback, mode } }) => {
  const { forward, verify, back } = lengthsOf(steps);
  const work = forward + verify;
  return [
    ...tooLong('its steps and checks', work, takes, 'the downtime'),
    ...tooLong('its rollbacks', back, rollback, 'its rollback'),
    ...(mode === 'hold'
      ? tooLong('its steps and checks', work, HOLD_CAP, 'what requests can be held for')
      : []),
    ...(mode === 'hold' && placesOf(steps).some(({ action }) => action.kind === 'confirm')
      ? [{ path: [], message: 'asks a person while requests are held: nobody answers within seconds' }]
      : []),
  ];
};

function tooLong(what: string, longest: number, room: number | null, where: string): Finding[] {
  if (room === null || longest <= room) return [];
  const most = `${what} can take ${spokenLength(longest)} by their time limits and retries`;
  return [{ path: [], message: `${most}, and ${where} is ${spokenLength(room)}` }];
}
