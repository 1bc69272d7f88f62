import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import type { DowntimeView } from '../../api/contract/downtime-view.ts';
import { readDowntime } from '../../api/contract/downtimes.ts';
import type { GatesOfService } from '../../api/contract/gates.ts';
import { type RunView, readRun } from '../../api/contract/runs.ts';
import { exitCodes, LullError } from '../../errors.ts';
import { SECOND } from '../../time/instant.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { lostLine, untilHeard } from '../client/heard.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { gatesWhileDraining } from '../downtime/draining.ts';
import { withDowntime } from '../downtime/near-ids.ts';
import { interruption, print, printJson, tell as say } from '../output.ts';
import { liveLine } from '../render/live-line.ts';
import { type Happened, happenedSince, runLine } from '../render/run-line.ts';
import { stateWord } from '../render/state-word.ts';
import { paint } from '../terminal.ts';

/** How often it is looked: steps are short. Milliseconds. */
const EVERY = SECOND;

/** `lull run watch`: exit code 0 when the downtime was completed, else 1. */
export function watchCommand(): Command {
  const command = new Command('watch')
    .description(
      'Follow the steps of a downtime to their end: what begins and ends, what is asked, how long it will take and until when one can turn back. Exit code 0 when it was completed, 1 when it failed, turned back or was called off.',
    )
    .argument('<downtime>', 'its id, or how that begins');
  return serverOptions(command).action(watch);
}

async function watch(written: string, { server: named, json }: ServerFlags): Promise<void> {
  const server = await serverNeeded(named);
  const signal = interruption();
  let downtime = await withDowntime(server, written, (id) =>
    ask(server, readDowntime, { params: { id }, signal }),
  );
  const { id, zone } = downtime;
  let run: RunView | null = null;
  let gates: readonly GatesOfService[] = [];
  const shown = () => runLine({ downtime, run, gates }, Date.now(), paint(process.stderr));
  const line = liveLine(json ? null : shown);
  const told = new Set<string>();
  const tell = ({ key, line: text, data }: Happened): void => {
    if (told.has(key)) return;
    told.add(key);
    if (json) printJson(data);
    else line.above(() => print([text]));
  };
  const onLine = (lost: string): void => line.above(() => say([lostLine(lost)]));
  try {
    for (;;) {
      run = await untilHeard(() => runOf(server, id, signal), { signal, onLine });
      for (const one of run === null ? [] : happenedSince(run, zone, paint(process.stdout))) tell(one);
      const read = () => ask(server, readDowntime, { params: { id }, signal });
      downtime = await untilHeard(read, { signal, onLine });
      gates = await untilHeard(() => gatesWhileDraining(server, downtime, signal), { signal, onLine });
      if (isOver(downtime, run)) break;
      await wait(EVERY, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  } finally {
    line.end();
  }
  if (!json) print([stateWord(downtime.state, downtime.overdue, paint(process.stdout))]);
  process.exitCode = downtime.state === 'completed' ? exitCodes.ok : exitCodes.failed;
}

/** Null before there is one. */
async function runOf(server: Server, id: string, signal: AbortSignal): Promise<RunView | null> {
  try {
    return await ask(server, readRun, { params: { id }, signal });
  } catch (error) {
    if (error instanceof LullError && error.code === 'not-found') return null;
    throw error;
  }
}

/** A run that is stuck goes on once a person has decided: whoever watches is told that it is. */
function isOver({ state }: DowntimeView, run: RunView | null): boolean {
  const isEnded = ['completed', 'cancelled', 'aborted'].includes(state);
  if (isEnded) return run === null || run.endedAt !== null;
  return state === 'failed' && run !== null && (run.state === 'stuck' || run.endedAt !== null);
}
