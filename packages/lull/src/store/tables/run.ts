import type { Generated } from 'kysely';
import type { Big, Json, Time } from './columns.ts';

/** The tables of `run`. */
export interface RunTables {
  /** Since when servers hear agents without a break, and when one looked last. */
  run_hearing: { singleton: Generated<boolean>; since: Time; last_at: Time };
  /** Hosts that run steps, as they said last; the server itself has the name that is empty. */
  run_agents: {
    name: string;
    /** Id of its key; null for the server itself. */
    key: string | null;
    version: string | null;
    host: string | null;
    /** What it finds in its folder: `FoundFile`s. */
    files: Json<readonly unknown[]>;
    /** What keeps it from beginning anything, as a sentence. */
    trouble: string | null;
    made_at: Time;
    made_by: string;
    heard_at: Time | null;
    /** Until when it counts as there. */
    lease_until: Time | null;
    removed_at: Time | null;
    /** By what the disk with its journals is known; null before it was heard, and for the server itself. */
    journal: string | null;
    /** The process that was heard last, and those before it with the same journals, the latest first. */
    process: string | null;
    earlier: Generated<string[]>;
    /** Whether it was told that it isn't heard any more. */
    lost: Generated<boolean>;
    /** What was wrong by its own word last, its files included, and since when; null for nothing. */
    troubled: string | null;
    troubled_at: Time | null;
    /** What people were told of that. */
    told_trouble: string | null;
  };
  /** One for each downtime whose steps are run. */
  run_runs: {
    id: string;
    downtime: string;
    state: string;
    was: 'forward' | 'verify' | 'watch' | 'back' | null;
    why: string | null;
    part: number;
    made_at: Time;
    released_at: Time | null;
    ended_at: Time | null;
    is_past_return: Generated<boolean>;
    /** When it must be looked at again; null at its end. */
    look_at: Time | null;
  };
  /** One step file of a run, and what its runner is ordered to do. */
  run_parts: {
    run: string;
    part: number;
    agent: string | null;
    file: string;
    hash: string;
    parameters: Json<Readonly<Record<string, string>>>;
    outline: Json<unknown> | null;
    goal: string;
    serial: Big;
    reports: Generated<string>;
    through: Generated<string[]>;
    stuck: Json<{ readonly phase: string; readonly why: string }> | null;
    rests: Generated<boolean>;
    /** How many characters of output are kept of it. */
    printed: Generated<string>;
  };
  /** One attempt at one step. */
  run_steps: {
    run: string;
    part: number;
    phase: string;
    place: number;
    attempt: number;
    /** In the order in which the server heard of them, from 0. */
    number: number;
    name: string;
    started_at: Time;
    ended_at: Time | null;
    outcome: string | null;
    code: number | null;
    error: string | null;
    question: Json<unknown> | null;
  };
  /** What a step printed: its beginning and its end, where that is much. */
  run_output: {
    run: string;
    part: number;
    phase: string;
    place: number;
    attempt: number;
    number: number;
    at: Time;
    stream: 'out' | 'err';
    text: string;
    /** In the order in which the server heard it, for whoever reads on. */
    seq: Generated<string>;
  };
  /** Leases on quiet in monitors: what is wanted, and what is held. */
  run_silences: {
    id: string;
    downtime: string;
    service: string;
    silencer: string;
    /** Of the service's silences. */
    place: number;
    scope: Json<Readonly<Record<string, unknown>>>;
    comment: string;
    /** What the monitor calls it. */
    remote: Generated<string[]>;
    state: 'wanted' | 'held' | 'ending' | 'gone';
    from_at: Time;
    /** Until when it is wanted, as far as is known. */
    until_at: Time;
    /** Until when the monitor keeps quiet by itself. */
    held_until: Time | null;
    try_at: Time | null;
    attempts: Generated<number>;
    error: string | null;
    made_at: Time;
    held_at: Time | null;
    gone_at: Time | null;
  };
  /** What fired when a monitor was asked last, for the go/no-go and the record. */
  run_firing: {
    downtime: string;
    silencer: string;
    alerts: Json<readonly unknown[]>;
    error: string | null;
    /** Null before it was asked. */
    seen_at: Time | null;
    /** When it is to be asked; null for no more. */
    ask_at: Time | null;
    /** Whether it is asked what still fires now that the work is over. */
    is_at_end: Generated<boolean>;
  };
  /** One row, made once: what monitors tell this installation from others by. */
  run_installation: {
    singleton: Generated<boolean>;
    id: string;
  };
}
