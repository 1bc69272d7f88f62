import { demand } from '../../access/allowed.ts';
import type { Actor } from '../../access/contract.ts';
import { agentOf, noAgent, type RunnerId } from '../../run/agents/runner-of.ts';
import { LEASE } from '../../run/runs/agents.ts';
import { hearAgent } from '../../run/runs/hear-agent.ts';
import { ordersFor } from '../../run/runs/orders.ts';
import { takeOutput } from '../../run/runs/take-output.ts';
import { takeReports } from '../../run/runs/take-reports.ts';
import { answer } from '../answer.ts';
import { agentHello, agentOrders, agentOutput, agentReports } from '../contract/agent-wire.ts';
import type { Routes } from '../parts.ts';
import { type OpenStreams, streamOrders } from '../stream/orders.ts';
import { orderView } from '../views/order.ts';
import { toldLength } from '../views/times.ts';

/** What agents ask: their orders, and that they are heard. */
export const agentWireRoutes: Routes = (mount, parts) => {
  const { runs } = parts;
  const open: OpenStreams = new Map();
  const agentAsking = (actor: Actor, runner: RunnerId | null): Promise<string> => {
    demandAgent(actor);
    return agentOf(runs, actor.id, runner);
  };

  mount(agentHello, async ({ c, actor, query, body }) => {
    const name = await agentAsking(actor, null);
    await hearAgent(runs, name, body, query);
    return answer(c, agentHello, { name, lease: toldLength(LEASE) });
  });

  mount(agentOrders, async (call) => {
    const { c, actor, query } = call;
    const name = await agentAsking(actor, query);
    const accept = c.req.method === 'GET' ? (c.req.header('accept') ?? '') : '';
    if (accept.includes('text/event-stream')) return streamOrders(call, parts, name, open);
    return answer(c, agentOrders, { orders: (await ordersFor(runs, name)).map(orderView) });
  });

  mount(agentReports, async ({ c, actor, query, body }) => {
    const name = await agentAsking(actor, query);
    const stored = await takeReports(runs, name, body.reports);
    return answer(c, agentReports, { stored: Object.fromEntries(stored) });
  });

  mount(agentOutput, async ({ c, actor, query, body }) => {
    const name = await agentAsking(actor, query);
    await takeOutput(runs, name, body.output);
    return answer(c, agentOutput, null);
  });
};

/**
 * Only a key that was made for this: what an agent tells is believed, so no person tells it by chance.
 *
 * @throws LullError `not-allowed`
 */
function demandAgent(actor: Actor): void {
  if (!actor.scopes?.includes('agent')) throw noAgent();
  demand(actor, 'agent', null);
}
