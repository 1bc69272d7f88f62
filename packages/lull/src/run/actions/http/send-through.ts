import type { Dispatcher } from 'undici';

/** So many gates may stand one behind the other. */
const MOST_GATES = 5;

/**
 * Sends a request that bears a pass. A gate beside a proxy answers the first one with a new pass by 307 to
 * the very same address, before its service hears of anything: it is sent there again. No other redirect is
 * followed.
 *
 * @returns the first answer that isn't such a one
 * @example await sendThrough(agent, { origin: 'http://127.0.0.1:8080', path: '/', method: 'GET', headers })
 */
export async function sendThrough(
  agent: Dispatcher,
  request: Dispatcher.RequestOptions,
): Promise<Dispatcher.ResponseData> {
  for (let gates = 0; ; gates += 1) {
    const answer = await agent.request(request);
    const location = [answer.headers.location].flat()[0];
    if (gates === MOST_GATES || answer.statusCode !== 307 || !leadsBack(request, location)) return answer;
    await answer.body.dump();
  }
}

function leadsBack({ origin, path }: Dispatcher.RequestOptions, location: string | undefined): boolean {
  const here = `${origin}${path}`;
  return location !== undefined && URL.parse(location, here)?.href === new URL(here).href;
}
