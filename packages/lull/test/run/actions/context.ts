import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { carryOut } from '../../../src/run/actions/carry-out.ts';
import { MARK } from '../../../src/run/actions/command/processes.ts';
import type { ActionContext, Ended, Mark } from '../../../src/run/actions/contract.ts';
import { makeRedactor } from '../../../src/run/runner/output/redactor.ts';
import type { Action, Target, Undertaking } from '../../../src/run/steps/contract.ts';

/** What a test sees of an action that is carried out. */
export interface Seen {
  readonly context: ActionContext;
  /** What was printed, both streams in their order, secrets taken out piece by piece. */
  printed(): string;
  readonly marks: readonly Mark[];
  readonly troubles: readonly (string | null)[];
  /** Carries an action out with the manners of a step that says nothing. */
  run(action: Action, more?: Partial<Undertaking>, signal?: AbortSignal): Promise<Ended>;
}

/** A host for actions, with the targets that are named. */
export function makeContext(
  targets: Readonly<Record<string, Target>> = {},
  more: Partial<ActionContext> = {},
): Seen {
  const folder = mkdtempSync(join(tmpdir(), 'lull-action-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const name = `${randomUUID()}/0/forward/0/1`;
  const redactor = makeRedactor();
  const pieces: Buffer[] = [];
  const marks: Mark[] = [];
  const troubles: (string | null)[] = [];
  const { PATH = '' } = process.env;
  const context: ActionContext = {
    folder,
    name,
    environment: { PATH, HOME: folder, LANG: 'C.UTF-8' },
    marks: { LULL_RUN: 'r', LULL_STEP: 's', LULL_DOWNTIME: 'd', [MARK]: name },
    targets: new Map(Object.entries(targets)),
    bypass: () => ({}),
    hide: redactor.hide,
    redact: redactor.text,
    print: (_stream, bytes) => void pieces.push(Buffer.from(bytes as string)),
    mark: async (mark) => void marks.push(mark),
    trouble: (what) => void troubles.push(what),
    ask: () => Promise.reject(new Error('nobody is there')),
    ...more,
  };
  return {
    context,
    printed: () => redactor.text(Buffer.concat(pieces).toString()),
    marks,
    troubles,
    run: (action, given = {}, signal = new AbortController().signal) => {
      const undertaking = { timeLimit: 60_000, environment: {}, secrets: {}, ...given };
      return carryOut({ ...undertaking, action }, context, signal);
    },
  };
}

/** A command as a step has it. */
export const command = (...argv: string[]): Action => ({ kind: 'command', argv, folder: null });

/** A script of the shell, named as the program that it is. */
export const script = (text: string): Action => command('sh', '-c', text);
