/** Numbers of one counted request in a batch. */
export const RECORD = 4;
export const SLOT = 0;
export const HASH_LOW = 1;
export const HASH_HIGH = 2;
/** Bit 0: a write. The rest: index of the client's country, 0 when it is not known or not asked for. */
export const FLAGS = 3;

export const MINUTES_A_DAY = 1440;

/** Lines that could not be read, by reason; the line number counts from 1 within the batch's own lines. */
export interface Fault {
  count: number;
  firstLine: number;
}

/** What a batch hands over: plain data that can cross threads. */
export interface BatchResult {
  /** `RECORD` numbers for each counted request: bucket number since 1970, hash low, hash high, flags. */
  readonly records: Int32Array;
  /** Buckets in which a line lay that was in the asked-for time, whether it was counted or not. */
  readonly alive: Int32Array;
  /** 1 for each minute of the UTC day in which a stamp fell. */
  readonly minutes: Uint8Array;
  /** Whether a stamp fell on another second than 0. */
  readonly seconds: boolean;
  /** Lines as an editor numbers them, headers and blank ones included. */
  readonly physicalLines: number;
  readonly lines: number;
  readonly bots: number;
  readonly assets: number;
  readonly filtered: number;
  /** Lines that had a X-Forwarded-For field with something in it. */
  readonly forwarded: number;
  /** Counted requests that don't say by which user agent they were made. */
  readonly agentless: number;
  /** Whether a stamp carried no offset from UTC. */
  readonly zoneless: boolean;
  readonly faults: ReadonlyMap<string, Fault>;
}

/** What was found in a run of lines, before it is added up by bucket. */
export class Batch {
  physicalLines = 0;
  lines = 0;
  bots = 0;
  assets = 0;
  filtered = 0;
  forwarded = 0;
  agentless = 0;
  seconds = false;
  zoneless = false;
  minutes = new Uint8Array(MINUTES_A_DAY);
  faults = new Map<string, Fault>();
  #records = new Int32Array(4096 * RECORD);
  #used = 0;
  #alive = new Int32Array(256);
  #aliveUsed = 0;

  add(slot: number, low: number, high: number, flags: number): void {
    const at = this.#used;
    if (at === this.#records.length) this.#records = grown(this.#records);
    const records = this.#records;
    records[at] = slot;
    records[at + HASH_LOW] = low;
    records[at + HASH_HIGH] = high;
    records[at + FLAGS] = flags;
    this.#used = at + RECORD;
  }

  /** Marks a bucket as one in which the log was alive. */
  touch(slot: number): void {
    if (this.#aliveUsed > 0 && this.#alive[this.#aliveUsed - 1] === slot) return;
    if (this.#aliveUsed === this.#alive.length) this.#alive = grown(this.#alive);
    this.#alive[this.#aliveUsed++] = slot;
  }

  skip(reason: string): void {
    const fault = this.faults.get(reason);
    if (fault) fault.count++;
    else this.faults.set(reason, { count: 1, firstLine: this.physicalLines });
  }

  /** Hands over what was found and starts anew. */
  take(): BatchResult {
    const { minutes, seconds, zoneless, physicalLines, lines, faults } = this;
    const { bots, assets, filtered, forwarded, agentless } = this;
    const result = {
      records: this.#records.slice(0, this.#used),
      alive: this.#alive.slice(0, this.#aliveUsed),
      minutes,
      seconds,
      physicalLines,
      lines,
      bots,
      assets,
      filtered,
      forwarded,
      agentless,
      zoneless,
      faults,
    };
    this.physicalLines = this.lines = this.bots = this.assets = this.filtered = this.forwarded = 0;
    this.#used = this.#aliveUsed = this.agentless = 0;
    this.seconds = this.zoneless = false;
    this.minutes = new Uint8Array(MINUTES_A_DAY);
    this.faults = new Map();
    return result;
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(array.length * 2);
  twice.set(array);
  return twice;
}
