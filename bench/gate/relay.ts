import { connect, createServer, type Socket } from 'node:net';

// The way between server and gates, a process of its own: node relay.ts PORT LATENCY ADDRESS... passes on what comes
// on each of the addresses to the same port of 127.0.0.1, and what comes back, each byte LATENCY milliseconds late.
const [port, latency, ...addresses] = process.argv.slice(2) as [string, string, ...string[]];

/** Timers of one length end in the order in which they began, so bytes stay in theirs. */
function pass(from: Socket, to: Socket): void {
  const later = (does: () => unknown): void => void setTimeout(does, Number(latency));
  from.on('data', (chunk) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('close', () => later(() => to.destroy()));
  from.on('error', () => {});
}

const both = { noDelay: true, allowHalfOpen: true };
const listening = addresses.map((host) => {
  const relay = createServer(both, (client) => {
    const server = connect({ host: '127.0.0.1', port: Number(port), ...both });
    pass(client, server);
    pass(server, client);
  });
  return new Promise<void>((ready) => relay.listen(Number(port), host, ready));
});
await Promise.all(listening);
console.log('ready');
process.once('SIGTERM', () => process.exit(0));
