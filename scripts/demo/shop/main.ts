import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { followGate, readConfigFile } from '../../../packages/gate/src/follow/index.ts';
import { gateListener } from '../../../packages/gate/src/node/index.ts';
import type { ShopMessage, ShopSettings } from './contract.ts';
import { openDatabase } from './database.ts';
import { operatorsDoor } from './operators-door.ts';
import { makeTables } from './schema.ts';
import { visitorsDoor } from './visitors-door.ts';

// The shop, a program of its own: what it takes to gate it are the two lines with `gate` below.
const settings = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as ShopSettings;
const { port, adminPort, database: where, gateFile, lull } = settings;
const say = (message: ShopMessage): void => void process.send?.(message);

try {
  const database = await openDatabase(where);
  await makeTables(database);
  const gate = await followGate(await readConfigFile(gateFile));
  const door = gateListener(gate, visitorsDoor(database, lull));
  const servers = [await listen(door, port), await listen(operatorsDoor(database), adminPort)];
  const stop = async (): Promise<void> => {
    for (const server of servers) server.close().closeAllConnections();
    await gate.close();
    await database.close();
    process.exit();
  };
  // Ctrl-C is for the demo, which ends its shop when nobody is in it any more.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', stop);
  process.once('SIGTERM', stop);
  say({ ready: true });
} catch (error) {
  say({ failed: (error as Error).message });
  process.disconnect?.();
  process.exitCode = 1;
}

/** It keeps connections for longer than any visitor waits between two clicks. */
async function listen(door: RequestListener, at: number): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 60_000 }, door);
  await once(server.listen(at, '127.0.0.1'), 'listening');
  return server;
}
