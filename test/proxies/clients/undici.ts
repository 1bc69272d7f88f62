import { Agent, fetch } from 'undici';
import { type Client, reasonOf, type Sent, startClient, type Way } from './client.ts';

/** undici's fetch, which keeps its connections and repeats nothing; every third time with a body. */
export function undiciClient(url: string, clients: number): Client {
  const agent = new Agent({ connections: clients });
  const way =
    (client: number): Way =>
    async (tally, isOver) => {
      for (let i = client; !isOver(); i += 1) tally.add(await send(agent, url, i % 3 === 0));
    };
  return startClient(
    'undici',
    Array.from({ length: clients }, (_, client) => way(client)),
    () => agent.close(),
  );
}

async function send(dispatcher: Agent, url: string, isPost: boolean): Promise<Sent> {
  const began = performance.now();
  const sent = isPost ? { method: 'POST', body: 'x'.repeat(2_000) } : {};
  try {
    const answer = await fetch(url, { dispatcher, headers: { accept: 'application/json' }, ...sent });
    await answer.arrayBuffer();
    const { status, headers } = answer;
    return { began, ended: performance.now(), status, state: headers.get('lull-state'), error: null };
  } catch (error) {
    const reason = reasonOf((error as Error).cause ?? error);
    return { began, ended: performance.now(), status: null, state: null, error: reason };
  }
}
