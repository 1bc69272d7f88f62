import { Command } from 'commander';
import { listDowntimeEvents, listRevisions, readDowntime } from '../../api/contract/downtimes.ts';
import type { EventView } from '../../api/contract/outcome.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { firstOf } from '../client/pages.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { downtimeReport } from '../render/downtime-report.ts';
import { eventLine } from '../render/event-line.ts';
import { columns, paint } from '../terminal.ts';
import { gatesWhileDraining } from './draining.ts';
import { withDowntime } from './near-ids.ts';
import { nextLines } from './sayings.ts';

interface Flags extends ServerFlags {
  history?: boolean;
}

/** `lull downtime show`: one downtime, and what may be said to it. */
export function showCommand(): Command {
  const command = new Command('show')
    .description('Show a downtime: promise, plan and what happened, side by side, and what may be done now.')
    .argument('<id>', 'the downtime: its id, or how that begins')
    .option('--history', 'show everything that happened to it, too');
  return serverOptions(command).action(show);
}

async function show(id: string, { server: named, json, history }: Flags): Promise<void> {
  const server = await serverNeeded(named);
  const read = (found: string) => ask(server, readDowntime, { params: { id: found } });
  const downtime = await withDowntime(server, id, read);
  const params = { id: downtime.id };
  const events = history ? await allEvents(server, downtime.id) : [];
  if (json) {
    if (!history) return printJson(downtime);
    const { items: revisions } = await ask(server, listRevisions, { params });
    return printJson({ ...downtime, events, revisions });
  }
  const style = paint(process.stdout);
  const gates = await gatesWhileDraining(server, downtime);
  const context = { now: Date.now(), columns: columns(process.stdout), next: nextLines(downtime), gates };
  print(downtimeReport(downtime, context, style));
  if (history)
    print(['', 'What happened:', ...events.map((event) => `  ${eventLine(event, downtime.zone)}`)]);
}

async function allEvents(server: Server, id: string): Promise<readonly EventView[]> {
  const { items } = await firstOf(Number.POSITIVE_INFINITY, undefined, (query) =>
    ask(server, listDowntimeEvents, { params: { id }, query }),
  );
  return items;
}
