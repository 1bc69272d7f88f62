import { emergencyDown } from '../../keeper/emergency-down.ts';
import { up } from '../../keeper/up.ts';
import { changeOptions } from '../call.ts';
import { bringUp, takeDown } from '../contract/emergencies.ts';
import type { Routes } from '../parts.ts';
import { answerOutcome } from '../views/outcome.ts';

/** A service down now, and up again. */
export const emergencyRoutes: Routes = (mount, { keeper, viewer }) => {
  mount(takeDown, async (call) => {
    const options = changeOptions({ ...call, version: undefined });
    const outcome = await emergencyDown(keeper, call.actor, call.params.name, call.body, options);
    return answerOutcome(call.c, viewer, takeDown, outcome);
  });

  mount(bringUp, async (call) => {
    const outcome = await up(keeper, call.actor, call.params.name, call.body, changeOptions(call));
    return answerOutcome(call.c, viewer, bringUp, outcome);
  });
};
