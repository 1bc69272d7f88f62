import { z } from 'zod';
import { limits } from '../../run/agent/limits.ts';
import { hello, order, piece, report } from './agent-shapes.ts';
import { endpoint } from './endpoint.ts';
import { id, length } from './fields.ts';

/** What agents ask is under this, beside the API. */
export const agentBase = '/agent/v1';

const needs = { who: 'allowed', action: 'agent', on: 'object' } as const;

/** Every call says which runner speaks: a key may be copied, and a folder too. */
const query = z.strictObject({
  journal: id('By what the disk is known that has the runner’s journals'),
  process: id('Another at every start of the runner'),
});

export const agentHello = endpoint({
  name: 'greetAsAgent',
  tag: 'agents',
  method: 'post',
  base: agentBase,
  path: '/hello',
  summary: 'Say that an agent is there, and what it finds in its folder; may come packed with gzip',
  needs,
  query,
  body: {
    type: 'application/json',
    packed: true,
    most: limits.hello,
    schema: hello,
    example: { version: '0.1.0', host: 'db-1.example.org', files: [], trouble: null },
  },
  answer: {
    status: 200,
    description: 'Heard',
    schema: z
      .object({ name: z.string(), lease: length('Without another word it is away after this') })
      .meta({ id: 'AgentGreeted' }),
  },
  errors: ['runner-elsewhere', 'not-found'],
});

export const agentOrders = endpoint({
  name: 'readOrders',
  tag: 'agents',
  method: 'get',
  base: agentBase,
  path: '/orders',
  summary:
    'All orders that hold for an agent; as server-sent events: `orders`, at once and after each change, and a sign of life every 5 s',
  needs,
  query,
  answer: {
    status: 200,
    description: 'The orders, or a stream of them',
    schema: z.object({ orders: z.array(order) }).meta({ id: 'Orders' }),
    types: ['text/event-stream'],
  },
  errors: ['runner-elsewhere', 'interrupted'],
});

export const agentReports = endpoint({
  name: 'reportAsAgent',
  tag: 'agents',
  method: 'post',
  base: agentBase,
  path: '/reports',
  summary: 'Tell what became of orders, each time anew until it is stored; may come packed with gzip',
  needs,
  query,
  body: {
    type: 'application/json',
    packed: true,
    most: limits.reportBytes,
    schema: z.strictObject({ reports: z.array(report).max(limits.reports) }).meta({ id: 'AgentReports' }),
    example: {
      reports: [
        {
          ...{ run: 'k2', part: 0, number: 1, at: '2026-12-31T23:00:00.000Z', serial: 1 },
          what: { kind: 'started', name: 'copy', phase: 'forward', place: 0, attempt: 1 },
        },
      ],
    },
  },
  answer: {
    status: 200,
    description: 'Taken; one that was taken before, or before which another is missing, changes nothing',
    schema: z
      .object({
        stored: z
          .record(z.string(), z.int())
          .meta({ description: 'By `run/part`, the number up to which reports are stored' }),
      })
      .meta({ id: 'StoredReports' }),
  },
  errors: ['runner-elsewhere', 'not-ordered'],
});

export const agentOutput = endpoint({
  name: 'tellOutput',
  tag: 'agents',
  method: 'post',
  base: agentBase,
  path: '/output',
  summary: 'Tell what steps print; each piece is kept once. May come packed with gzip',
  needs,
  query,
  body: {
    type: 'application/json',
    packed: true,
    most: limits.outputBytes,
    schema: z.strictObject({ output: z.array(piece).max(limits.pieces) }).meta({ id: 'AgentOutputs' }),
    example: {
      output: [
        {
          ...{ run: 'k2', part: 0, phase: 'forward', place: 0, attempt: 1, number: 1 },
          ...{ at: '2026-12-31T23:00:00.000Z', stream: 'out', text: 'copied 42 files\n' },
        },
      ],
    },
  },
  answer: { status: 204, description: 'Taken' },
  errors: ['runner-elsewhere', 'not-ordered'],
});
