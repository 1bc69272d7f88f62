import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { instant, name, names } from './fields.ts';
import { listOf } from './lists.ts';
import { why } from './plan-input.ts';

const agent = z
  .object({
    name: z.string().nullable().meta({ description: 'Null for the server itself' }),
    host: z.string().nullable().meta({ description: 'What its machine is called' }),
    version: z.string().nullable(),
    isThere: z.boolean().meta({ description: 'Whether it was heard within the last 15 s' }),
    heardAt: instant('When it was heard last; null before that').nullable(),
    trouble: z.string().nullable().meta({ description: 'What keeps it from beginning anything' }),
    files: z.array(
      z.object({
        name: z.string(),
        hash: z.string(),
        mistake: z.string().nullable().meta({ description: 'Why it cannot be used' }),
      }),
    ),
    downtimes: z.array(z.string()).meta({ description: 'Those under way whose steps it runs' }),
    madeAt: instant('Since when it is known'),
    madeBy: z.string(),
  })
  .meta({ id: 'Agent' });

export type AgentView = z.output<typeof agent>;

export const listAgents = endpoint({
  name: 'listAgents',
  tag: 'agents',
  method: 'get',
  path: '/agents',
  summary: 'The hosts that run steps: which are there, what they find in their folders, what they do',
  needs: { who: 'allowed', action: 'draft', on: 'visible' },
  answer: {
    status: 200,
    description: 'All of them, the server’s own runner first',
    schema: listOf(agent, 'AgentList').extend({ names }).meta({ id: 'AgentList' }),
  },
});

const agentName = name('What it is called, as step files are named: db-1:move');

const agentKey = z
  .object({
    name: z.string(),
    id: z.string().meta({ description: 'The key’s id' }),
    key: z.string(),
    server: z.string().meta({ description: 'Where agents find the server' }),
  })
  .meta({ id: 'AgentKey' });

export const addAgent = endpoint({
  name: 'addAgent',
  tag: 'agents',
  method: 'post',
  path: '/agents',
  summary: 'Enrol an agent: a key of its own, which may do nothing else',
  needs: { who: 'allowed', action: 'configure', on: 'everything' },
  body: {
    type: 'application/json',
    schema: z.strictObject({ name: agentName }).meta({ id: 'NewAgent' }),
    example: { name: 'db-1' },
  },
  answer: { status: 201, description: 'The agent; its key is told here and never again', schema: agentKey },
  errors: ['already-exists'],
});

export const rotateAgentKey = endpoint({
  name: 'rotateAgentKey',
  tag: 'agents',
  method: 'post',
  path: '/agents/{name}/key',
  summary: 'Give an agent another key: the old one ends at once, and what the agent runs goes on',
  needs: { who: 'allowed', action: 'configure', on: 'everything' },
  params: z.strictObject({ name: agentName }),
  body: {
    type: 'application/json',
    schema: z.strictObject({ why }).meta({ id: 'RotateAgentKey' }),
    example: { why: 'the old one was in a log' },
  },
  answer: { status: 201, description: 'The key, which is told here and never again', schema: agentKey },
  errors: ['not-found', 'too-many-requests'],
});

export const removeAgent = endpoint({
  name: 'removeAgent',
  tag: 'agents',
  method: 'delete',
  path: '/agents/{name}',
  summary: 'Remove an agent: its key ends, and the work that it was at has failed until a person decides',
  needs: { who: 'allowed', action: 'configure', on: 'everything' },
  params: z.strictObject({ name: agentName }),
  query: z.strictObject({ why }),
  answer: {
    status: 200,
    description: 'It is removed',
    schema: z
      .object({
        name: z.string(),
        failed: z.array(z.string()).meta({ description: 'The downtimes that have failed by it' }),
      })
      .meta({ id: 'RemovedAgent' }),
  },
});
