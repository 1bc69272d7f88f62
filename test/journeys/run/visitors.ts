import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Door, Order } from './contract.ts';

/** How many visitors come by each proxy, and how long each waits between two requests. Milliseconds. */
const VISITORS = 4;
const BETWEEN = 20;

/** An order of which the shop takes its time: one is always on its way. Milliseconds. */
const LONG = 1_200;

/** A request that the gate refused; instants as `Date.now()` tells them. */
export interface Refusal {
  readonly door: Door['kind'];
  readonly began: number;
  readonly ended: number;
}

/** What visitors met. */
export interface Visits {
  readonly requests: number;
  /** Keys of the orders that the shop said it has. */
  readonly placed: readonly string[];
  readonly read: number;
  /** Refused as was announced. */
  readonly refused: readonly Refusal[];
  /** Anything else than a whole answer of the shop or of the gate. */
  readonly wrong: readonly string[];
}

/** Visitors who place orders and read them again, on and on. */
export interface Visitors {
  visits(): Visits;
  /** Comes back when each has finished what it was about. */
  stop(): Promise<void>;
}

type Tally = { requests: number; read: number; placed: string[]; refused: Refusal[]; wrong: string[] };

/** Starts some at each door; `name` begins the keys of their orders. */
export function comeIn(doors: readonly Door[], name: string): Visitors {
  const tally: Tally = { requests: 0, read: 0, placed: [], refused: [], wrong: [] };
  let isOver = false;
  const visiting = doors.flatMap((door) =>
    Array.from({ length: VISITORS }, async (_, number) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const visitor: Visitor = { door, called: `visitor ${number}`, agent, tally, isOver: () => isOver };
      for (let i = 0; !isOver; i += 1) {
        const order = orderOf(`${name}-${door.kind}-${number}-${i}`, i, number === 0 ? LONG : 0);
        if (await place(visitor, order)) await read(visitor, order);
        await pause(BETWEEN);
      }
      agent.destroy();
    }),
  );
  return {
    visits: () => tally,
    async stop() {
      isOver = true;
      await Promise.all(visiting);
    },
  };
}

interface Visitor {
  readonly door: Door;
  /** By its name among others a gate chooses who comes back first. */
  readonly called: string;
  readonly agent: Agent;
  readonly tally: Tally;
  isOver(): boolean;
}

const orderOf = (key: string, i: number, takes: number): Order => ({
  key,
  quantities: Array.from({ length: 1 + (i % 5) }, (_, line) => 1 + ((i + line) % 9)),
  pause: takes,
});

/** Places it; one that is refused is placed again until it is taken. @returns whether it was */
async function place(visitor: Visitor, order: Order): Promise<boolean> {
  const { key, quantities } = order;
  const isTaken = await untilLetIn(visitor, 'POST', '/orders', order, 201, { key, quantities });
  if (isTaken) visitor.tally.placed.push(key);
  return isTaken;
}

async function read(visitor: Visitor, { key, quantities }: Order): Promise<void> {
  const isThere = await untilLetIn(visitor, 'GET', `/orders/${key}`, null, 200, { key, quantities });
  if (isThere) visitor.tally.read += 1;
}

/** Asks until the gate lets it pass. @returns whether what then came is what should */
async function untilLetIn(
  visitor: Visitor,
  method: string,
  path: string,
  body: object | null,
  status: number,
  wanted: object,
): Promise<boolean> {
  const { door, tally } = visitor;
  for (;;) {
    const began = Date.now();
    tally.requests += 1;
    const got = await ask(visitor, method, path, body);
    const isTold = got.status === 503 && Number(got.retryAfter) > 0 && /^(closed|opening)/.test(got.state);
    if (!isTold) {
      const isRight = got.status === status && got.text === JSON.stringify(wanted);
      if (!isRight) tally.wrong.push(`${door.kind} ${method} ${path}: ${JSON.stringify(got)}`);
      return isRight;
    }
    tally.refused.push({ door: door.kind, began, ended: Date.now() });
    if (visitor.isOver()) return false;
    await pause(5 * BETWEEN);
  }
}

interface Got {
  readonly status: number | null;
  readonly text: string;
  readonly retryAfter: string;
  /** What the gate says of itself. */
  readonly state: string;
}

function ask(
  { door, called, agent }: Visitor,
  method: string,
  path: string,
  body: object | null,
): Promise<Got> {
  return new Promise((resolve) => {
    const broken = ({ message }: Error) =>
      resolve({ status: null, text: message, retryAfter: '', state: '' });
    const headers = { accept: 'application/json', 'user-agent': called };
    const asked = request(`${door.url}${path}`, { agent, method, headers }, async (response) => {
      const whole = await text(response).catch(broken);
      if (typeof whole !== 'string') return;
      const { 'retry-after': retryAfter = '', 'lull-state': state = '' } = response.headers;
      resolve({ status: response.statusCode!, text: whole, retryAfter, state: String(state) });
    });
    asked.on('error', broken);
    asked.end(body === null ? undefined : JSON.stringify(body));
  });
}
