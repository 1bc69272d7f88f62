import type { ConfirmAction } from '../../steps/contract.ts';
import type { CarryOut } from '../contract.ts';
import { done, failed, halted } from '../ended.ts';

/** Asks a person, and is what they say. */
export const confirm: CarryOut<ConfirmAction> = async ({ action }, context, signal) => {
  try {
    const answer = await context.ask(action.question, signal);
    if (answer === 'done') return done();
    return failed(answer === 'again' ? 'it is to be asked again' : 'the answer was no');
  } catch (error) {
    if (signal.aborted) return halted(signal);
    throw error;
  }
};
