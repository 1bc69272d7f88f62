import { Command } from 'commander';
import type { DowntimeView } from '../../api/contract/downtime-view.ts';
import { listDowntimeEvents, readDowntime } from '../../api/contract/downtimes.ts';
import type { EventView } from '../../api/contract/outcome.ts';
import { exitCodes } from '../../errors.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { lostLine, untilHeard } from '../client/heard.ts';
import { firstOf } from '../client/pages.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { eventsFrom, type Listening } from '../client/stream.ts';
import { interruption, print, printJson, tell } from '../output.ts';
import { countdown } from '../render/countdown.ts';
import { eventLine } from '../render/event-line.ts';
import { liveLine } from '../render/live-line.ts';
import { stateWord } from '../render/state-word.ts';
import { paint } from '../terminal.ts';
import { withDowntime } from './near-ids.ts';

/** `lull downtime watch`: follows one downtime to its end. Exit code 0 when it was completed, else 1. */
export function watchCommand(): Command {
  const command = new Command('watch')
    .description(
      'Follow a downtime until it ends or fails. Exit code 0 when it was completed, 1 when it failed or was called off or turned back.',
    )
    .argument('<id>', 'the downtime: its id, or how that begins');
  return serverOptions(command).action(watch);
}

async function watch(written: string, { server: named, json }: ServerFlags): Promise<void> {
  const server = await serverNeeded(named);
  const signal = interruption();
  const readOne = (id: string) => ask(server, readDowntime, { params: { id }, signal });
  let downtime = await withDowntime(server, written, readOne);
  const { id } = downtime;
  const onLine = (lost: string | null): void => {
    if (lost !== null) line.above(() => tell([lostLine(lost)]));
  };
  const read = () => untilHeard(() => readOne(id), { signal, onLine });
  const line = liveLine(json ? null : () => countdown(downtime, Date.now(), paint(process.stderr)));
  let seen = 0;
  const show = (event: EventView) => {
    if (event.seq <= seen) return;
    seen = event.seq;
    if (json) printJson(event);
    else line.above(() => print([eventLine(event, downtime.zone)]));
  };
  const showPast = async () => {
    for (const event of await eventsAfter(server, id, seen)) show(event);
  };
  try {
    await showPast();
    downtime = await read();
    if (!isOver(downtime)) {
      for await (const event of follow(server, id, seen, { signal, onLine })) {
        show(event);
        downtime = await read();
        if (isOver(downtime)) break;
      }
    }
    // The state is read ahead of the events that led to it.
    await showPast();
  } finally {
    line.end();
  }
  if (!json) print([stateWord(downtime.state, downtime.overdue, paint(process.stdout))]);
  process.exitCode = downtime.state === 'completed' ? exitCodes.ok : exitCodes.failed;
}

const isOver = ({ state }: DowntimeView): boolean =>
  ['completed', 'cancelled', 'aborted', 'failed'].includes(state);

async function eventsAfter(server: Server, id: string, seq: number): Promise<readonly EventView[]> {
  const page = (query: { limit: string; after?: string }) =>
    ask(server, listDowntimeEvents, { params: { id }, query });
  return (await firstOf(Number.POSITIVE_INFINITY, String(seq), page)).items;
}

/** What happens to the downtime from now on, whatever the line does. */
async function* follow(
  server: Server,
  id: string,
  after: number,
  { signal, onLine }: Pick<Listening, 'signal' | 'onLine'>,
) {
  const messages = eventsFrom(server, {
    path: '/events',
    query: { downtime: id },
    after: String(after),
    signal,
    onLine,
  });
  for await (const { data } of messages) yield JSON.parse(data) as EventView;
}
