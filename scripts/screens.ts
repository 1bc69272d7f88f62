import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bannerPicture } from './banner-picture.ts';
import { consolePictures } from './screens/console-pictures.ts';
import { writeShop } from './shop.ts';
import { statusPictures } from './status-pictures.ts';
import { terminalPicture } from './terminal-picture.ts';

// Makes the pictures of the docs from what the commands really print.
const root = resolve(import.meta.dirname, '..');
const bin = join(root, 'packages/lull/bin/lull.js');
const folder = mkdtempSync(join(tmpdir(), 'lull-screens-'));
const now = '2026-11-02T09:00:00Z';

const screens: Record<string, { command: string[]; columns: number }> = {
  plan: {
    command: ['plan', '--traffic', 'access.log', '--service', 'shop', '--takes', '2h', '--now', now],
    columns: 104,
  },
  'plan-narrow': {
    command: [
      'plan',
      '--traffic',
      'access.log',
      '--service',
      'shop',
      '--takes',
      '2h',
      '--top',
      '3',
      '--now',
      now,
    ],
    columns: 58,
  },
  traffic: { command: ['traffic', 'access.log', '--now', now], columns: 88 },
  windows: {
    command: ['windows', '--from', '2027-03-10T12:00:00Z', '--to', '2027-03-17T12:00:00Z', '--now', now],
    columns: 104,
  },
  may: { command: ['may', '--at', '2026-11-27T04:00:00Z', '--takes', '2h', '--now', now], columns: 88 },
};

try {
  writeShop(folder, now);
  mkdirSync(join(root, 'docs/screens'), { recursive: true });
  for (const [name, { command, columns }] of Object.entries(screens)) {
    const picture = terminalPicture(`lull ${command.map(quoted).join(' ')}`, printed(command, columns));
    writeFileSync(join(root, 'docs/screens', `${name}.svg`), picture);
  }
  writeFileSync(join(root, 'docs/screens/banner.png'), await bannerPicture());
  const { page, small } = await statusPictures();
  writeFileSync(join(root, 'docs/screens/status-page.png'), page);
  writeFileSync(join(root, 'docs/screens/status-page-small.png'), small);
  const shop = join(folder, 'console');
  mkdirSync(shop);
  for (const [name, picture] of await consolePictures(shop))
    writeFileSync(join(root, 'docs/screens', `${name}.png`), picture);
} finally {
  rmSync(folder, { recursive: true });
}

function printed(command: readonly string[], columns: number): string {
  const env = { ...process.env, FORCE_COLOR: '1', NO_COLOR: '', COLUMNS: String(columns) };
  try {
    return execFileSync(process.execPath, [bin, ...command], { cwd: folder, env, encoding: 'utf8' });
  } catch (error) {
    // "closed" is an answer too, with an exit code of its own.
    const { status, stdout } = error as { status: number; stdout: string };
    if (status === 3) return stdout;
    throw error;
  }
}

function quoted(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word}'`;
}
