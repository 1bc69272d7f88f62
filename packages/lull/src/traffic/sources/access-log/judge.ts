import { HASH_PADDING, hashBytes, joinHashes } from '../../visitors/hash.ts';
import { Agents, viewOf } from './agents.ts';
import { isAsset } from './assets.ts';
import { Batch, MINUTES_A_DAY } from './batch.ts';
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
    const { batch } = this;
    batch.physicalLines++;
    if (outcome === ASIDE) return;
    batch.lines++;
    if (outcome !== READ) batch.skip(outcome);
    else if (Number.isNaN(request.time)) batch.skip(reasons.impossibleTime);
    else if (hasNoRequest(request)) batch.skip(reasons.noRequest);
    else if (this.#isWanted(request)) this.#judgeWanted(request);
    else batch.filtered++;
  }

  #isWanted({ time, status, path }: Request): boolean {
    const { bucket, statuses, paths } = this.rules;
    if (!this.isInTime(time)) return false;
    const second = Math.floor(time / 1000);
    this.#note(Math.floor(time / bucket), Math.floor(second / 60) % MINUTES_A_DAY, second % 60);
    return statuses?.[status] !== 0 && (!paths || paths.some((prefix) => path.startsWith(prefix)));
  }

  #judgeWanted(request: Request): void {
    const { agents, batch, rules } = this;
    const agent = agents.idOf(request.agent);
    if (agents.bot[agent] === 1 && !rules.keepBots) batch.bots++;
    else if (!rules.keepAssets && isAsset(request.path)) batch.assets++;
    else {
      const client = this.#clientOf(request);
      const length = this.#scratch.write(client, 0, this.#encoding);
      const country = this.countryOf ? this.countryOf(client) : 0;
      const flags = (country << 1) | (isWrite(request.method) ? 1 : 0);
      this.#count(Math.floor(request.time / rules.bucket), this.#view, 0, length, agent, flags);
    }
  }

  /**
   * Takes what the quick scanner found in one line: the client's bytes, the stamp, the number of the agent
   * and what the request is. It decides as `judge` does.
   */
  judgeBytes(
    view: DataView,
    client: number,
    clientEnd: number,
    { time, minuteOfDay, second }: StampCache,
    status: number,
    agent: number,
    isAsset: boolean,
    isWrite: boolean,
  ): void {
    const { batch, rules, agents } = this;
    batch.physicalLines++;
    batch.lines++;
    if (!this.isInTime(time)) {
      batch.filtered++;
      return;
    }
    const slot = Math.floor(time / rules.bucket);
    this.#note(slot, minuteOfDay, second);
    if (rules.statuses && rules.statuses[status] === 0) batch.filtered++;
    else if (agents.bot[agent] === 1 && !rules.keepBots) batch.bots++;
    else if (isAsset && !rules.keepAssets) batch.assets++;
    else this.#count(slot, view, client, clientEnd, agent, isWrite ? 1 : 0);
  }

  isInTime(time: number): boolean {
    return time >= this.rules.from && time < this.rules.to;
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
    const low = joinHashes(hashBytes(view, from, to, rules.key[0]!), agents.low[agent]!);
    const high = joinHashes(hashBytes(view, from, to, rules.key[1]!), agents.high[agent]!);
    if (agents.lengthOf(agent) === 0) this.batch.agentless++;
    this.batch.add(slot, low, high, flags);
  }
}

/**
 * What arrives on an open port and is no HTTP (a TLS handshake, a silent connection): the server refused it.
 */
function hasNoRequest({ method, status }: Request): boolean {
  return (status === 0 || status >= 400) && !METHOD.test(method);
}

function isWrite(method: string): boolean {
  return METHOD.test(method) && !SAFE.has(method);
}
