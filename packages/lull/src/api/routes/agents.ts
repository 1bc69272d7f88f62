import { addAgent as enrol } from '../../run/agents/add-agent.ts';
import { listAgents as agentsFor, type ListedAgent } from '../../run/agents/list-agents.ts';
import { removeAgent as remove } from '../../run/agents/remove-agent.ts';
import { rotateKey } from '../../run/agents/rotate-key.ts';
import { answer } from '../answer.ts';
import { type AgentView, addAgent, listAgents, removeAgent, rotateAgentKey } from '../contract/agents.ts';
import type { Routes } from '../parts.ts';
import { toldNames } from '../views/names.ts';
import { told } from '../views/times.ts';

/** The hosts that run steps, as people look after them. */
export const agentRoutes: Routes = (mount, { runs, access }) => {
  mount(listAgents, async ({ c, actor }) => {
    const agents = await agentsFor(runs, actor);
    const makers = agents.map(({ madeBy }) => madeBy);
    const names = toldNames(makers, await access.names.of(makers));
    return answer(c, listAgents, { items: agents.map(agentView), names });
  });

  mount(addAgent, async ({ c, actor, body }) =>
    answer(c, addAgent, await enrol(runs, access, actor, body.name)),
  );

  mount(rotateAgentKey, async ({ c, actor, params, body }) =>
    answer(c, rotateAgentKey, await rotateKey(runs, access, actor, params.name, body.why ?? null)),
  );

  mount(removeAgent, async ({ c, actor, params, query }) => {
    const failed = await remove(runs, access, actor, params.name, query.why ?? null);
    return answer(c, removeAgent, { name: params.name, failed });
  });
};

function agentView({ name, files, heardAt, madeAt, downtimes, ...agent }: ListedAgent): AgentView {
  const { host, version, isThere, trouble, madeBy } = agent;
  return {
    ...{ name: name === '' ? null : name, host, version, isThere, trouble, madeBy },
    heardAt: told(heardAt),
    files: files.map((file) => ({ name: file.name, hash: file.hash, mistake: file.mistake })),
    downtimes: [...downtimes],
    madeAt: told(madeAt),
  };
}
