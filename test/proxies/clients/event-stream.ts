import { Agent, request } from 'undici';
import { type Client, reasonOf, type Sent, startClient, type Way, type Writable } from './client.ts';

/**
 * Readers of a stream of events: one that stays, and connects again once it was cut; and others that come,
 * hear one event, and go.
 */
export function eventStreamClient(url: string): Client {
  const agent = new Agent({ bodyTimeout: 0 });
  const stay: Way = async (tally, isOver) => {
    while (!isOver()) {
      const { body, sent } = await connect(agent, url);
      tally.add(sent);
      if (body === null) continue;
      const session: Writable = { cutAt: null, heard: 0, wrong: null };
      tally.sessions.push(session);
      await listen(body, session, tally.changed, isOver);
    }
  };
  const come: Way = async (tally, isOver) => {
    while (!isOver()) {
      const { body, sent } = await connect(agent, url);
      const error = body === null ? null : await visit(body);
      tally.add(error === null ? sent : { ...sent, ended: performance.now(), error });
    }
  };
  return startClient('event stream', [stay, come], () => agent.destroy());
}

type Body = Awaited<ReturnType<typeof request>>['body'];

/** The head of the answer; and its body where it is a stream of events. */
async function connect(dispatcher: Agent, url: string): Promise<{ body: Body | null; sent: Sent }> {
  const began = performance.now();
  try {
    const answer = await request(url, { dispatcher, headers: { accept: 'text/event-stream' } });
    const { statusCode: status, headers, body } = answer;
    const state = (headers['lull-state'] as string | undefined) ?? null;
    if (status !== 200) await body.dump();
    const sent = { began, ended: performance.now(), status, state, error: null };
    return { body: status === 200 ? body : null, sent };
  } catch (error) {
    const sent = { began, ended: performance.now(), status: null, state: null, error: reasonOf(error) };
    return { body: null, sent };
  }
}

/** The numbers of the events, as they come; it ends when the stream does, however that is. */
async function* numbers(body: Body): AsyncGenerator<number> {
  let rest = '';
  try {
    for await (const chunk of body) {
      const parts = `${rest}${chunk}`.split('\n\n');
      rest = parts.pop()!;
      for (const part of parts) yield Number(/^data: (\d+)$/.exec(part)?.[1]);
    }
  } catch {}
}

async function listen(
  body: Body,
  session: Writable,
  changed: () => void,
  isOver: () => boolean,
): Promise<void> {
  let next = 1;
  for await (const number of numbers(body)) {
    if (number !== next) session.wrong = `event ${number} came instead of ${next}`;
    session.heard += 1;
    next += 1;
    changed();
    if (isOver()) return;
  }
  session.cutAt = performance.now();
  changed();
}

/** The first event, and away again; what went wrong, or null. */
async function visit(body: Body): Promise<string | null> {
  for await (const number of numbers(body)) return number === 1 ? null : `the first event is ${number}`;
  return 'the stream ended before its first event';
}
