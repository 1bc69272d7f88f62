import type { SleepAction } from '../../steps/contract.ts';
import type { CarryOut } from '../contract.ts';
import { done, halted } from '../ended.ts';
import { pause } from '../pause.ts';

/** Lets a time pass. */
export const sleep: CarryOut<SleepAction> = async ({ action }, _context, signal) => {
  return (await pause(action.length, signal)) ? done() : halted(signal);
};
