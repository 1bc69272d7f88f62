import type { Instant } from '../../time/instant.ts';
import type { NoticeKind, Told } from '../contract.ts';

/** Whom an occasion is for: the audience of these services, and of it those with one of the tags. */
export interface Group {
  readonly services: readonly string[];
  /** Empty for all. */
  readonly tags: readonly string[];
}

/** A wave as a policy makes it. */
export interface NewWave extends Group {
  readonly kind: NoticeKind;
  readonly point: string | null;
  readonly dueAt: Instant;
  /** Raised with the change itself, and not planned. */
  readonly isAtOnce: boolean;
  readonly told: Told;
  readonly before: Told | null;
  readonly sequence: number;
}

/** What a change of a downtime means for who is told what and when. */
export interface WavePlan {
  /**
   * What of the notices under way still goes out: everything; no more of what reminds of it; nothing.
   * Waves that were planned never stay.
   */
  readonly keeps: 'all' | 'what-has-begun' | 'nothing';
  readonly waves: readonly NewWave[];
}
