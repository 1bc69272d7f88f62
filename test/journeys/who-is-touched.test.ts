import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workplace } from '../../packages/lull/test/cli/lull.ts';
import { ipv4Bits, mmdb } from '../../packages/lull/test/traffic/support/mmdb.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 1, 2);
const now = new Date(start + 28 * 24 * hour).toISOString();
const months = ['Jan', 'Feb', 'Mar'];
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0';

/** A log of people in Japan, awake from 00:00 to 12:00 UTC, and half as many in Germany, awake from 06:00 to 21:00. */
function log(): string {
  const lines: string[] = [];
  for (let at = start; at < start + 28 * 24 * hour; at += hour / 4) {
    const time = new Date(at);
    const hours = time.getUTCHours();
    const pad = (part: number): string => String(part).padStart(2, '0');
    const day = `${pad(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
    const stamp = `${day}:${pad(hours)}:${pad(time.getUTCMinutes())}:00 +0000`;
    const visit = (client: string): void => {
      lines.push(`${client} - - [${stamp}] "GET / HTTP/1.1" 200 5 "-" "${browser}"`);
    };
    for (let i = 0; i < (hours < 12 ? 8 : 2); i++) visit(`10.1.0.${i}`);
    for (let i = 0; i < (hours >= 6 && hours < 21 ? 4 : 1); i++) visit(`10.2.0.${i}`);
  }
  return `${lines.join('\n')}\n`;
}

const place = workplace();
beforeAll(() => {
  place.write('access.log', log());
  const networks = [
    { bits: ipv4Bits('10.1.0.0/16'), record: { country: { iso_code: 'JP' } } },
    { bits: ipv4Bits('10.2.0.0/16'), record: { country: { iso_code: 'DE' } } },
  ];
  const description = { type: 'Test-Country', version: 4, built: new Date('2026-01-15T00:00:00Z') } as const;
  writeFileSync(join(place.folder, 'countries.mmdb'), mmdb(networks, description));
});
afterAll(place.remove);

describe('who is touched', () => {
  const args = [
    '--traffic',
    'access.log',
    '--geo',
    'countries.mmdb',
    '--takes',
    '1h',
    '--zone',
    'UTC',
    '--now',
    now,
  ];

  it('is told by country for each start, with the time on their clocks and the age of the database', async () => {
    const { code, stdout } = await place.run(['plan', ...args, '--json']);
    expect(code).toBe(0);
    const plan = JSON.parse(stdout);
    expect(plan.geo).toContain('2026-01-15');
    const [best] = plan.candidates;
    expect(new Date(best.start).getUTCHours()).toBe(21);
    expect(best.touched).toEqual([
      { country: 'JP', share: expect.closeTo(2 / 3, 3), local: '06:00' },
      { country: 'DE', share: expect.closeTo(1 / 3, 3), local: '22:00' },
    ]);
    expect(plan.usualRules[0].touched).toEqual([
      { country: 'JP', share: expect.closeTo(8 / 9, 3), local: '11:00' },
      { country: 'DE', share: expect.closeTo(1 / 9, 3), local: '03:00' },
    ]);
  });

  it('is told to people too', async () => {
    const plain = { env: { FORCE_COLOR: undefined, COLUMNS: '120' } };
    const plan = await place.run(['plan', ...args], plain);
    expect(plan.stdout).toContain(
      'The best one touches: JP 67 % (06:00 there), DE 33 % (22:00 there) (countries by',
    );
    const traffic = await place.run(
      ['traffic', 'access.log', '--geo', 'countries.mmdb', '--now', now],
      plain,
    );
    expect(traffic.stdout).toMatch(/countries {2}JP \d+ %, DE \d+ % \(by Test-Country, 2026-01-15\)/);
  });
});
