import { Command } from 'commander';
import { type PrintedView, readRun, readRunOutput } from '../../api/contract/runs.ts';
import { LullError } from '../../errors.ts';
import { printable, printableLines } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { lostLine } from '../client/heard.ts';
import { firstOf } from '../client/pages.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { eventsFrom } from '../client/stream.ts';
import { withDowntime } from '../downtime/near-ids.ts';
import { interruption, printJson, tell } from '../output.ts';

interface Flags extends ServerFlags {
  step?: string;
  follow?: boolean;
}

interface Only {
  readonly part: string;
  readonly phase: PrintedView['phase'];
  readonly place: string;
}

/** `lull run output` */
export function outputCommand(): Command {
  const command = new Command('output')
    .description('Print what the steps of a downtime printed, in the order in which the server heard it.')
    .argument('<downtime>', 'its id, or how that begins')
    .option('--step <name>', 'only of this step')
    .option('--follow', 'go on until the run is over');
  return serverOptions(command).action(output);
}

async function output(written: string, { server: named, json, step, follow }: Flags): Promise<void> {
  const server = await serverNeeded(named);
  const signal = interruption();
  const { id, only } = await withDowntime(server, written, async (found) => {
    return { id: found, only: step === undefined ? {} : await stepNamed(server, found, step) };
  });
  const show = (piece: PrintedView): void => {
    if (json) printJson(piece);
    else {
      const stream = piece.stream === 'out' ? process.stdout : process.stderr;
      stream.write(stream.isTTY ? printableLines(piece.text) : piece.text);
    }
  };
  if (!follow) {
    const page = (query: { limit: string; after?: string }) =>
      ask(server, readRunOutput, { params: { id }, query: { ...query, ...only }, signal });
    const { items } = await firstOf(Number.POSITIVE_INFINITY, undefined, page, 1_000);
    for (const item of items) show(item);
    return;
  }
  const onLine = (lost: string | null) => {
    if (lost !== null) tell([lostLine(lost)]);
  };
  const path = `/downtimes/${encodeURIComponent(id)}/run/output`;
  for await (const { event, data } of eventsFrom(server, {
    path,
    query: { ...only },
    after: '0',
    signal,
    onLine,
  })) {
    if (event === 'end') return;
    show(JSON.parse(data) as PrintedView);
  }
}

async function stepNamed(server: Server, id: string, name: string): Promise<Only> {
  const { parts } = await ask(server, readRun, { params: { id } });
  const steps = parts.flatMap((part) => part.steps.map((step) => ({ part: part.place, ...step })));
  const found = steps.find((step) => step.name === name);
  if (found) return { part: String(found.part), phase: found.phase, place: String(found.place) };
  const names = [...new Set(steps.map((step) => printable(step.name)))].join(', ');
  throw new LullError('bad-option', `there is no step "${printable(name)}"`, `Name one of ${names}.`);
}
