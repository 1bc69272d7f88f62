import { HASH_PADDING, hashBytes, joinHashes } from '../../visitors/hash.ts';
import { Agents, viewOf } from './agents.ts';
import { isAsset } from './assets.ts';
import { Batch } from './batch.ts';
import { forwardedAddress } from './forwarded.ts';
import { ASIDE, type Outcome, READ, type Request, reasons } from './request.ts';
import type { StampCache } from './stamp-cache.ts';
import type { StatusTable } from './statuses.ts';

/** What the lines of a reading are judged by: plain data that can cross threads. */
export interface Rules {
  readonly key: Int32Array;
  /** Milliseconds. */
  readonly bucket: number;
  /** Lines before it are left out. */
  readonly from: number;
  /** Lines at it or after it are left out. */
  readonly to: number;
  /** Lines after it are left out. */
  readonly now: number;
  readonly keepBots: boolean;
  readonly keepAssets: boolean;
  readonly paths: readonly string[] | null;
  readonly statuses: StatusTable | null;
  /** Which address from the right of X-Forwarded-For is the client, or 0 for the connection's. */
  readonly forwardedFor: number;
  readonly zone: string;
}

const METHOD = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const MINUTES_A_DAY = 1440;

/** Decides on each line read: counted, or left out and why. What it decides is gathered in its batch. */
export class Judge {
  readonly rules: Rules;
  readonly batch = new Batch();
  readonly agents: Agents;
  readonly countryOf: ((address: string) => number) | null;
  readonly #encoding: 'latin1' | 'utf8';
  readonly #scratch = Buffer.alloc(64 * 1024 + HASH_PADDING);
  readonly #view = viewOf(this.#scratch);

  constructor(
    rules: Rules,
    encoding: 'latin1' | 'utf8',
    countryOf: ((address: string) => number) | null = null,
  ) {
    this.rules = rules;
    this.#encoding = encoding;
    this.countryOf = countryOf;
    this.agents = new Agents(rules.key, encoding);
  }

  /** Takes an empty line, which counts for nothing but the numbering. */
  blank(): void {
    this.batch.physicalLines++;
  }

  /** Takes what a parser made of one line. */
  judge(outcome: Outcome, request: Request): void {
    const { batch, rules } = this;
    batch.physicalLines++;
    if (outcome === ASIDE) return;
    batch.lines++;
    if (outcome !== READ) return batch.skip(outcome);
    const { time, status } = request;
    if (Number.isNaN(time)) return batch.skip(reasons.impossibleTime);
    const hasMethod = METHOD.test(request.method);
    if (!hasMethod && (status === 0 || status >= 400)) return batch.skip(reasons.noRequest);
    if (!this.isInTime(time)) return void batch.filtered++;
    const slot = Math.floor(time / rules.bucket);
    const second = Math.floor(time / 1000);
    this.#note(slot, Math.floor(second / 60) % MINUTES_A_DAY, second % 60);
    if (rules.statuses && rules.statuses[status] !== 1) return void batch.filtered++;
    if (rules.paths && !rules.paths.some((path) => request.path.startsWith(path))) return void batch.filtered++;
    const agent = this.agents.idOf(request.agent);
    if (this.agents.bot[agent] === 1 && !rules.keepBots) return void batch.bots++;
    if (!rules.keepAssets && isAsset(request.path)) return void batch.assets++;
    const client = this.#clientOf(request);
    const length = this.#scratch.write(client, 0, this.#encoding);
    const country = this.countryOf ? this.countryOf(client) : 0;
    const isWrite = hasMethod && !SAFE.has(request.method);
    this.#count(slot, this.#view, 0, length, agent, (country << 1) | (isWrite ? 1 : 0));
  }

  /**
   * Takes what the quick scanner found in one line: the client's bytes, the stamp's minute and second, the number of
   * the agent (-1 in a format without) and what the request is. It decides as `judge` does.
   */
  judgeBytes(
    view: DataView,
    client: number,
    clientEnd: number,
    stamps: StampCache,
    entry: number,
    second: number,
    status: number,
    agent: number,
    isAsset: boolean,
    isWrite: boolean,
  ): void {
    const { batch, rules, agents } = this;
    batch.physicalLines++;
    batch.lines++;
    const time = stamps.minute[entry]! + second * 1000;
    if (!this.isInTime(time)) return void batch.filtered++;
    const slot = stamps.slotOf(entry, time);
    this.#note(slot, stamps.minuteOfDay[entry]!, second);
    if (rules.statuses && rules.statuses[status] !== 1) return void batch.filtered++;
    if (agent >= 0 && agents.bot[agent] === 1 && !rules.keepBots) return void batch.bots++;
    if (isAsset && !rules.keepAssets) return void batch.assets++;
    this.#count(slot, view, client, clientEnd, agent, isWrite ? 1 : 0);
  }

  isInTime(time: number): boolean {
    return time >= this.rules.from && time < this.rules.to && time <= this.rules.now;
  }

  #note(slot: number, minuteOfDay: number, second: number): void {
    this.batch.touch(slot);
    this.batch.minutes[minuteOfDay] = 1;
    if (second !== 0) this.batch.seconds = true;
  }

  #clientOf(request: Request): string {
    if (this.rules.forwardedFor === 0) return request.client;
    const address = forwardedAddress(request.forwardedFor, this.rules.forwardedFor);
    if (address === '') return request.client;
    this.batch.forwarded++;
    return address;
  }

  #count(slot: number, view: DataView, from: number, to: number, agent: number, flags: number): void {
    const { agents, rules } = this;
    const agentLow = agent < 0 ? 0 : agents.low[agent]!;
    const agentHigh = agent < 0 ? 0 : agents.high[agent]!;
    const low = joinHashes(hashBytes(view, from, to, rules.key[0]!), agentLow);
    const high = joinHashes(hashBytes(view, from, to, rules.key[1]!), agentHigh);
    this.batch.add(slot, low, high, flags);
  }
}
