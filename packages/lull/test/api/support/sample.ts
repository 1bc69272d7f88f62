import type { Endpoint } from '../../../src/api/contract/endpoint.ts';
import { base } from '../../../src/api/contract/index.ts';
import type { Sent } from './server.ts';

/** Ids of things that are there, to put into paths. */
export interface World {
  readonly downtime: string;
  readonly person: string;
  readonly key: string;
  readonly service: string;
}

const queries: Readonly<Record<string, string>> = {
  mayBeDone: '?service=SERVICE&takes=PT1H',
  nextStart: '?service=SERVICE&takes=PT1H',
  rankMoments: '?service=SERVICE&takes=PT1H',
  foreseeHarm: '?service=SERVICE&takes=PT1H',
  weighMoment: '?service=SERVICE&takes=PT1H&at=2026-12-05T01:00:00Z',
  readTraffic: '?service=SERVICE',
  readGateTime: '?service=SERVICE&nonce=n',
  importSubscribers: '?consent=agreed',
  greetAsAgent: '?journal=j&process=p',
  readOrders: '?journal=j&process=p',
  reportAsAgent: '?journal=j&process=p',
  tellOutput: '?journal=j&process=p',
};

/** A request of an endpoint as its description has it, about things of the world. */
export function sample(endpoint: Endpoint, world: World): Sent {
  const { name, method, path, body, version } = endpoint;
  const ids: Readonly<Record<string, string>> = {
    downtimes: world.downtime,
    people: world.person,
    keys: world.key,
    services: world.service,
    windows: 'nightly',
    series: 'none',
    channels: 'mail',
    invitations: 'none',
  };
  const kind = path.split('/')[1]!;
  const filled = path
    .replace(/\{(?:id|name)\}/, encodeURIComponent(ids[kind] ?? 'none'))
    .replace('{service}', world.service)
    .replace('{gate}', 'none');
  const query = (queries[name] ?? '').replaceAll('SERVICE', world.service);
  return {
    method: method.toUpperCase(),
    path: `${endpoint.base ?? base}${filled}${query}`,
    ...(body && { body: body.example }),
    headers: {
      ...(version === 'required' && { 'if-match': '"1"' }),
      ...(body && { 'content-type': body.type }),
    },
  };
}
