import { sample } from '../../packages/lull/test/announce/status/sample.ts';
import { servePublic } from '../../packages/lull/test/announce/status/serve.ts';

// The server's own way of answering what is public, without the rest of the server.
const published = sample();
await servePublic(
  () => published,
  () => Date.now(),
  Number(process.argv[2]),
);
process.stdout.write('listens\n');
