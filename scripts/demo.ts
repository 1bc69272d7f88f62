import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeShop } from './shop.ts';

// From nothing to a plan: a shop's access log is generated, read and planned with; --fast doesn't wait for a reader.
const bin = resolve(import.meta.dirname, '../packages/lull/bin/lull.js');
const now = '2026-11-02T09:00:00Z';
const fast = process.argv.includes('--fast') || !process.stdout.isTTY;
const folder = mkdtempSync(join(tmpdir(), 'lull-demo-'));

const scenes: { say: string; command: string[]; exit?: number }[] = [
  { say: 'What the log holds, before anything is made of it:', command: ['traffic', 'access.log'] },
  {
    say: 'When should the shop be down for two hours?',
    command: ['plan', '--traffic', 'access.log', '--takes', '2h'],
  },
  { say: 'What a pipeline asks: may it be done now?', command: ['may', '--takes', '2h'], exit: 3 },
  { say: 'And on Wednesday night?', command: ['may', '--at', '2026-11-11T06:00:00Z', '--takes', '2h'] },
];

try {
  say('A small shop in New York whose engineers are in London, with six weeks of access log.');
  const log = writeShop(folder, now);
  say(
    `Generated ${(statSync(log).size / 1e6).toFixed(0)} MB of it in a temporary folder, with a lull.yaml beside it.`,
  );
  for (const { say: words, command, exit = 0 } of scenes) {
    if (!fast) await sleep(2_000);
    say(`\n${words}\n$ lull ${command.join(' ')}\n`);
    const { status } = spawnSync(process.execPath, [bin, ...command, '--now', now], {
      cwd: folder,
      stdio: 'inherit',
    });
    if (status !== exit) {
      process.exitCode = 1;
      break;
    }
  }
  if (!process.exitCode)
    say("\nNow your own: npx lull plan --traffic '/var/log/nginx/access.log*' --zone YOUR/ZONE --takes 2h");
} finally {
  rmSync(folder, { recursive: true });
}

function say(words: string): void {
  console.log(words);
}
