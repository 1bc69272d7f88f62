import type { z } from 'zod';
import { commandDowntime } from '../../keeper/command-downtime.ts';
import type { Asked } from '../../keeper/contract.ts';
import { changeOptions } from '../call.ts';
import { type CommandName, commandOf } from '../contract/command-names.ts';
import { commands } from '../contract/commands.ts';
import type { BodyOf, Endpoint } from '../contract/endpoint.ts';
import type { Routes } from '../parts.ts';
import { answerOutcome } from '../views/outcome.ts';

/** What the bodies of all commands have between them; what is not named here are changes of the plan. */
interface Said {
  readonly why?: string | undefined;
  readonly override?: boolean | undefined;
  readonly end?: number | undefined;
  readonly by?: number | undefined;
}

/** What the endpoints of all commands are. */
interface CommandEndpoint extends Endpoint {
  readonly params: (typeof commands)['edit']['params'];
  readonly query: (typeof commands)['edit']['query'];
  readonly needs: (typeof commands)[CommandName]['needs'];
  readonly body: BodyOf & { readonly schema: z.ZodType<Said> };
}

/** Everything that a person may say to a downtime. */
export const commandRoutes: Routes = (mount, { keeper, viewer }) => {
  for (const name of Object.keys(commands) as CommandName[]) {
    const endpoint: CommandEndpoint = commands[name];
    mount(endpoint, async (call) => {
      const asked = askedOf(name, call.body);
      const outcome = await commandDowntime(keeper, call.actor, call.params.id, asked, changeOptions(call));
      return answerOutcome(call.c, viewer, endpoint, outcome);
    });
  }
};

function askedOf(name: CommandName, { why, override, end, by, ...changes }: Said): Asked {
  const said = { type: commandOf[name], why, override };
  if (name === 'extend' || name === 'resume') return { ...said, end, later: by };
  return name === 'edit' || name === 'reschedule' ? { ...said, changes } : said;
}
