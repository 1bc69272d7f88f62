import { z } from 'zod';
import { type Order, phases } from '../runner/contract.ts';
import type { RunnerLog } from '../runner/host.ts';

/** What is part of files' names and of the environment of programs. */
const id = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const texts = z.record(z.string().max(200), z.string().max(10_000));

/** Whether the file is there and takes these parameters is asked when it is read. */
const order = z.object({
  run: id,
  part: count,
  downtime: id,
  serial: count,
  file: z.object({ name: z.string().max(1_000), hash: z.string().max(200) }),
  parameters: texts,
  goal: z.enum([...phases, 'rest', 'ended']),
  answers: z
    .array(
      z.object({
        phase: z.enum(phases),
        place: count,
        attempt: count,
        answer: z.enum(['done', 'again', 'failed']),
      }),
    )
    .max(10_000),
  stored: count,
  bypass: texts,
});

const orders = z.object({ orders: z.array(z.unknown()).max(10_000) });

/**
 * What a server says that it orders. An order that isn't one, or of a kind that this version doesn't know, is
 * passed over: nothing is begun for it.
 *
 * @throws Error where it is no list of orders at all
 * @example readOrders(JSON.parse(data), log)
 */
export function readOrders(value: unknown, log: Pick<RunnerLog, 'warn'>): readonly Order[] {
  const parsed = orders.safeParse(value);
  if (!parsed.success) throw new Error('the server answers with something else than orders');
  return parsed.data.orders.flatMap((one): Order[] => {
    const read = order.safeParse(one);
    if (read.success) return [read.data];
    const [issue] = read.error.issues;
    const field = issue?.path.join('.') ?? '';
    log.warn({ field, why: issue?.message }, 'an order cannot be used; it is passed over');
    return [];
  });
}
