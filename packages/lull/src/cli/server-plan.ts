import { ranked } from '../api/contract/plan.ts';
import type { Plan } from '../plan/contract.ts';
import type { HarmMetric } from '../plan/harm.ts';
import type { Mode } from '../plan/rules.ts';
import { formatDuration } from '../time/duration.ts';
import { ask } from './client/ask.ts';
import type { Server } from './client/server.ts';
import { print, printJson } from './output.ts';
import { planReport } from './render/plan-report.ts';
import { columns, paint } from './terminal.ts';

/** What a server is asked to plan. Lengths are milliseconds. */
export interface PlanQuestion {
  readonly service: string;
  readonly takes: number;
  readonly rollback: number;
  readonly mode: Mode;
  readonly within: number;
  /** ISO 8601; now where it is null. */
  readonly from: string | null;
  readonly metric: HarmMetric | undefined;
  readonly top: number;
}

/** Asks the server for the best moments and prints them. */
export async function showServerPlan(server: Server, question: PlanQuestion, json?: boolean): Promise<void> {
  const { service, takes, rollback, mode, within, from, metric, top } = question;
  const iso = (ms: number) => formatDuration({ days: 0, ms });
  const plan = await ask(server, ranked, {
    query: {
      service,
      takes: iso(takes),
      rollback: iso(rollback),
      mode,
      horizon: iso(within),
      top: String(top),
      ...(from !== null && { from }),
      ...(metric && { metric }),
    },
    within: 120_000,
  });
  if (json) return printJson(plan);
  const style = paint(process.stdout);
  const context = { service, teamZone: teamZoneOf(plan), columns: columns(process.stdout), picture: [] };
  print(planReport(plan as Plan, context, style));
}

/** The team's zone stands in the brackets of its local times. */
function teamZoneOf({ candidates }: Pick<Plan, 'candidates'>): string | null {
  return /\[(.+)\]$/.exec(candidates[0]?.startForTeam ?? '')?.[1] ?? null;
}
