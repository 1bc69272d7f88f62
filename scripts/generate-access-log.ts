import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DAY, HOUR, type Instant, MINUTE, parseInstant } from '../packages/lull/src/time/instant.ts';
import { offsetSpans, parseZone } from '../packages/lull/src/time/zone.ts';

/** What a generated access log is to look like. */
export interface AccessLogPlan {
  /** Where it is written. */
  readonly file: string;
  readonly start: Instant;
  readonly days: number;
  /** The zone in which the visitors live: their nights are quiet, and stamps carry its offset. */
  readonly zone: string;
  /** People at work in the busiest five minutes. */
  readonly visitorsAtPeak: number;
  /** Lines in all; without it they follow from the visitors. */
  readonly lines?: number;
  /** The same seed makes the same file. */
  readonly seed?: number;
}

/** A page with what belongs to it, every few minutes. */
const LINES_PER_VISITOR_MINUTE = 1.6;
const VISIT = 12 * MINUTE;
const WEEKEND = 0.62;
const BOTS = 0.2;
const ASSETS = 0.5;
const WRITES = 0.08;
const LATE = 0.05;
const FLUSH = 1 << 20;

/** Share of the peak at each local hour: a quiet night, a busy noon, the highest in the evening. */
const day = [
  0.16, 0.09, 0.05, 0.03, 0.03, 0.05, 0.14, 0.31, 0.48, 0.6, 0.68, 0.74, 0.8, 0.77, 0.73, 0.72, 0.75, 0.81,
  0.9, 0.98, 1, 0.86, 0.58, 0.32,
];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Writes a combined access log with the week and day of real traffic: about 20 % bots, half of the rest static assets,
 * 5 % of the lines up to 90 seconds late.
 *
 * @example generateAccessLog({ file: 'a.log', start: Date.UTC(2026, 0, 5), days: 28, zone: 'Europe/Berlin', visitorsAtPeak: 60 })
 */
export function generateAccessLog(plan: AccessLogPlan): { lines: number; bytes: number } {
  const random = randomFrom(plan.seed ?? 1);
  const minutes = rates(plan);
  const expected = minutes.reduce((sum, { rate }) => sum + rate, 0);
  const scale = plan.lines ? plan.lines / expected : plan.visitorsAtPeak * LINES_PER_VISITOR_MINUTE;
  const file = openSync(plan.file, 'w');
  let [lines, bytes, owed, text] = [0, 0, 0, ''];
  const flush = () => {
    bytes += writeSync(file, text, null, 'latin1');
    text = '';
  };
  for (const { at, offset, rate } of minutes) {
    owed += rate * scale;
    const stamps = stampsOf(at, offset);
    const awake = Math.max(1, Math.round((rate * scale) / LINES_PER_VISITOR_MINUTE));
    for (; owed >= 1; owed--) {
      // Visits begin at different times: the later it is in one round, the more belong to the next.
      const round = Math.floor(at / VISIT + random());
      text += line(random, stamps, round * 101 + Math.floor(random() * awake) * 7919);
      lines++;
    }
    if (text.length >= FLUSH) flush();
  }
  for (; plan.lines && lines < plan.lines; lines++)
    text += line(random, stampsOf(minutes.at(-1)!.at, minutes.at(-1)!.offset), lines);
  flush();
  closeSync(file);
  return { lines, bytes };
}

/** Every minute with the share of the peak that it has. */
function rates({ start, days, zone }: AccessLogPlan) {
  const end = start + days * DAY;
  return offsetSpans(parseZone(zone), { start, end }).flatMap((span) =>
    Array.from({ length: Math.round((span.end - span.start) / MINUTE) }, (_, i) => {
      const at = span.start + i * MINUTE;
      const local = at + span.offset;
      const hour = (local % DAY) / HOUR;
      const [before, after] = [day[Math.floor(hour)]!, day[Math.floor(hour + 1) % 24]!];
      const weekday = (Math.floor(local / DAY) + 3) % 7;
      return {
        at,
        offset: span.offset,
        rate: (before + (after - before) * (hour % 1)) * (weekday > 4 ? WEEKEND : 1),
      };
    }),
  );
}

/** The texts of the seconds of a minute and of the 90 seconds before it. */
function stampsOf(at: Instant, offset: number): string[] {
  const two = (n: number) => String(n).padStart(2, '0');
  const minutesOff = Math.abs(offset) / MINUTE;
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutesOff / 60))}${two(minutesOff % 60)}`;
  return [-2, -1, 0].flatMap((shift) => {
    const t = new Date(at + offset + shift * MINUTE);
    const minute = `${two(t.getUTCDate())}/${months[t.getUTCMonth()]}/${t.getUTCFullYear()}:${two(t.getUTCHours())}:${two(t.getUTCMinutes())}`;
    return Array.from({ length: 60 }, (_, second) => `${minute}:${two(second)} ${zone}`);
  });
}

function line(random: () => number, stamps: readonly string[], visitor: number): string {
  const second = 120 + Math.floor(random() * 60);
  const stamp = stamps[random() < LATE ? second - Math.floor(random() * 90) : second]!;
  const isBot = random() < BOTS;
  const who = isBot ? Math.floor(random() * 400) : visitor;
  const mixed = Math.imul(who + 1, 0x9e3779b1) >>> 0;
  const ip = `${isBot ? 66 : 80 + (mixed % 120)}.${(mixed >>> 8) & 255}.${(mixed >>> 16) & 255}.${(who * 7) % 254}`;
  const agent = isBot ? bots[mixed % bots.length]! : browsers[mixed % browsers.length]!;
  const page = pages[Math.floor(random() ** 2 * pages.length)]!;
  const size = Math.floor(random() * 60_000);
  if (!isBot && random() < ASSETS) {
    const asset = assets[Math.floor(random() * assets.length)]!;
    const status = random() < 0.3 ? 304 : 200;
    return `${ip} - - [${stamp}] "GET ${asset} HTTP/1.1" ${status} ${size} "https://shop.example${page}" "${agent}"\n`;
  }
  const method = !isBot && random() < WRITES ? 'POST' : 'GET';
  const status = random() < 0.94 ? 200 : random() < 0.8 ? 404 : 500;
  const referer = random() < 0.4 ? '-' : `https://shop.example${pages[Math.floor(random() * pages.length)]}`;
  return `${ip} - - [${stamp}] "${method} ${page} HTTP/1.1" ${status} ${size} "${referer}" "${agent}"\n`;
}

/** What the shop has shelves of; each has one product by each of these names. */
export const words =
  'garden kitchen bicycle lamp winter summer travel paper music window coffee stone river'.split(' ');

const pages = words.flatMap((a, i) => [
  `/${a}`,
  ...words.map((b, k) => `/${a}/${b}-${1000 + i * 40 + k}`),
  ...words.map((b) => `/search?q=${a}+${b}&page=${1 + (i % 9)}`),
]);
const assets = words.flatMap((a, i) => [
  `/static/js/${a}.${(i * 7919).toString(16)}.js`,
  `/static/css/${a}.css?v=${i}`,
  `/images/products/${a}-${i * 31}.webp`,
  `/images/products/${a}-${i * 37}.jpg`,
  `/fonts/${a}.woff2`,
]);
const systems = [
  'Windows NT 10.0; Win64; x64',
  'Macintosh; Intel Mac OS X 10_15_7',
  'X11; Linux x86_64',
  'Linux; Android 14; Pixel 8',
  'Linux; Android 13; SM-A536B',
];
const versions = Array.from({ length: 40 }, (_, i) => 100 + i);
const browsers = versions.flatMap((v) => [
  ...systems.map(
    (s) => `Mozilla/5.0 (${s}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${v}.0.0.0 Safari/537.36`,
  ),
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`,
  `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${v % 10} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.${v % 10} Mobile/15E${v} Safari/604.1`,
]);
const bots = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
  'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
  'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'curl/8.5.0',
  'python-requests/2.32.3',
  'Go-http-client/2.0',
  'UptimeRobot/2.0; http://www.uptimerobot.com/',
];

/** Mulberry32 (Tommy Ettinger, public domain): numbers in [0, 1) that follow from the seed. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      file: { type: 'string', default: 'access.log' },
      start: { type: 'string', default: '2026-01-05T00:00:00Z' },
      days: { type: 'string', default: '28' },
      zone: { type: 'string', default: 'Europe/Berlin' },
      'visitors-at-peak': { type: 'string', default: '60' },
      lines: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  const made = generateAccessLog({
    file: values.file,
    start: parseInstant(values.start),
    days: Number(values.days),
    zone: values.zone,
    visitorsAtPeak: Number(values['visitors-at-peak']),
    ...(values.lines && { lines: Number(values.lines) }),
    seed: Number(values.seed),
  });
  console.log(`${values.file}: ${made.lines} lines, ${made.bytes} bytes`);
}
