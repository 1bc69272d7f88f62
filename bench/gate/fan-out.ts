import { createServer, type ServerResponse } from 'node:http';
import { closing, signed, signer } from '../../packages/gate/test/support/gate-server.ts';

// The peer of the flips: streams of events and nothing else, a process of its own: node fan-out.ts PORT. `POST /down`
// and `POST /up` sign a document and write it to all who follow. Nothing is stored, nobody is asked who they are.
const by = signer();
const streams = new Set<ServerResponse>();
let serial = 0;

createServer((request, response) => {
  if (request.url === '/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    streams.add(response);
    response.on('close', () => streams.delete(response));
    return;
  }
  serial += 1;
  const schedule = request.url === '/down' ? [closing(Date.now() - 60_000, null)] : [];
  const frame = Buffer.from(`event: document\ndata: ${JSON.stringify(signed(by, { serial, schedule }))}\n\n`);
  for (const stream of streams) stream.write(frame);
  response.end('{}');
}).listen(Number(process.argv[2]), '127.0.0.1', () =>
  console.log(JSON.stringify({ id: by.id, key: by.key })),
);
process.once('SIGTERM', () => process.exit(0));
