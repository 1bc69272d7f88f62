/** How often gates are to say that they are there, and how soon what they do. Milliseconds. */
export interface Pace {
  /** Without another word a gate is unknown after this; it says one three times as often. */
  readonly lease: number;
  /** Over so long gates that flip at once spread what they say of it. */
  readonly spread: number;
}

/** A lease: as short as can be, and for each gate. Milliseconds. */
const [LEASE, LEASE_EACH] = [15_000, 15];

/** Over how long a flip is told: as short as can be, and for each gate. Milliseconds. */
const [SPREAD, SPREAD_EACH] = [100, 2];

/**
 * The pace that a server keeps up with: some 200 words a second of gates that are there, and 500 of gates
 * that have flipped. The more follow, the longer a silent one goes unnoticed.
 *
 * @param gates how many follow this server now
 * @example paceFor(20) // { lease: 15_000, spread: 100 }
 * @example paceFor(10_000) // { lease: 150_000, spread: 20_000 }
 */
export function paceFor(gates: number): Pace {
  return { lease: Math.max(LEASE, gates * LEASE_EACH), spread: Math.max(SPREAD, gates * SPREAD_EACH) };
}
