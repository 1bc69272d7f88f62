import { listStepFiles, type StepFileView } from '../../api/contract/runs.ts';
import { exactLength, parseDuration } from '../../time/duration.ts';
import { ask } from '../client/ask.ts';
import type { Server } from '../client/server.ts';

/** How long steps mostly took before, in milliseconds by their name. */
export type UsualLengths = ReadonlyMap<string, number>;

/** A step file as runs of it are known by. */
interface Wanted {
  /** Null where it doesn't matter on which agent it was run. */
  readonly agent: string | null;
  readonly name: string;
  readonly hash: string;
}

/** A person waits for the dry run, which is of use without an answer too. */
const limits = { within: 5_000, once: true } as const;

/**
 * How long the steps of a file mostly took, as the server has seen it.
 *
 * @returns an empty map where it was never run
 * @throws LullError as `ask`
 */
export async function usualLengths(server: Server, wanted: Wanted): Promise<UsualLengths> {
  const { items } = await ask(server, listStepFiles, limits);
  const file = meantOf(items, wanted);
  const steps = [...(file?.steps ?? []), ...(file?.verify ?? [])];
  return new Map(
    steps.flatMap(({ name, usually }) =>
      usually === null ? [] : [[name, exactLength(parseDuration(usually))] as const],
    ),
  );
}

/** The very file, where some agent has it, else the one that is called so. */
function meantOf(items: readonly StepFileView[], { agent, name, hash }: Wanted): StepFileView | undefined {
  const called = items.filter((one) => one.name === name && (agent === null || one.agent === agent));
  return called.find((one) => one.hash === hash) ?? called[0];
}
