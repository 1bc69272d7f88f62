import { endpoint } from './endpoint.ts';

export const backup = endpoint({
  name: 'backup',
  tag: 'operate',
  method: 'get',
  path: '/backup',
  summary: 'Everything, from one moment, for `lull restore`',
  needs: { who: 'allowed', action: 'administer', on: 'everything' },
  answer: { status: 200, description: 'NDJSON, as it is read', types: ['application/x-ndjson'] },
});

export const exportStatus = endpoint({
  name: 'exportStatus',
  tag: 'operate',
  method: 'get',
  path: '/status/files',
  summary: 'The status page and everything else public as files, for any host to serve',
  needs: { who: 'signed-in' },
  answer: {
    status: 200,
    description: 'NDJSON: a line `{"path", "content"}` for each file',
    types: ['application/x-ndjson'],
  },
});

export const readContract = endpoint({
  name: 'readContract',
  tag: 'operate',
  method: 'get',
  path: '/openapi.json',
  summary: 'This description',
  needs: { who: 'anyone', why: 'it is in the public source, and clients are generated from it' },
  answer: { status: 200, description: 'OpenAPI 3.1', types: ['application/json'] },
});
