import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { endpoints } from '../../src/api/contract/index.ts';
import { describeEngines } from '../store/engines.ts';
import { startServer } from './support/server.ts';

const guide = readFileSync(new URL('../../../../docs/api.md', import.meta.url), 'utf8');
const commands = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  block!.trim().split(/(?<!\\)\n/),
);
const run = promisify(execFile);
const missing = hasCurl() ? '' : ' (curl is missing)';

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version']);
    return true;
  } catch {
    return false;
  }
}

describeEngines('docs/api.md', (open) => {
  it.skipIf(missing !== '')(`has commands that work as they stand there${missing}`, async () => {
    const server = await startServer(await open());
    const down = await server.owner('services/bank/down', { why: 'the disk is failing' });
    const { id, version } = down.json.downtime;
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) {
      const filled = command.replaceAll('/ID/', `/${id}/`).replaceAll('"4"', `"${version}"`);
      const env = { ...process.env, LULL_URL: server.url, LULL_KEY: server.owner.key! };
      const strict = 'curl() { command curl -sS --fail-with-body --max-time 20 "$@"; }';
      if (command.includes('event-stream')) await readsOn(`${strict}\n${filled}`, env);
      else await run('bash', ['-c', `${strict}\n${filled}`], { env });
    }
    expect((await server.owner('downtimes?state=scheduled')).json.items).toHaveLength(1);
    await server.stop();
  });
});

it('docs/api.md tells of every call', () => {
  for (const { method, path } of endpoints) expect(guide).toContain(`\`${method.toUpperCase()} ${path}\``);
});

/** A stream doesn't end by itself: what it begins with is enough. */
async function readsOn(command: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = execFile('bash', ['-c', command], { env });
  await new Promise((resolve, reject) => {
    child.stdout!.once('data', resolve);
    child.once('exit', () => reject(new Error('the stream ended')));
  });
  child.kill();
}
