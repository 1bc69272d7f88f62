import { Command, Option } from 'commander';
import { readDowntime } from '../../api/contract/downtimes.ts';
import { answerRun, type RunView, readRun } from '../../api/contract/runs.ts';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { dryRunQuery, type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { withDowntime } from '../downtime/near-ids.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';
import { consequencesReport } from '../render/outcome-report.ts';
import { columns, paint } from '../terminal.ts';

interface Flags extends ServerFlags {
  step?: string;
  reason?: string;
  dryRun?: boolean;
}

type Question = RunView['questions'][number];
type Answer = 'done' | 'again' | 'failed';

/** `lull run answer` */
export function answerCommand(): Command {
  const command = new Command('answer')
    .description(
      'Answer what the steps of a downtime ask: "done" counts the step as done (or says yes), "again" runs it again, "failed" gives it up (or says no).',
    )
    .argument('<downtime>', 'its id, or how that begins')
    .argument('<answer>', 'done, again or failed')
    .addOption(new Option('--step <name>', 'the step that is asked about, where there are several'))
    .option('--dry-run', 'change nothing; show what would follow');
  return serverOptions(reasonOption(command)).action(answer);
}

async function answer(written: string, word: string, flags: Flags): Promise<void> {
  const said = answerOf(word);
  const server = await serverNeeded(flags.server);
  const { id, zone, question } = await withDowntime(server, written, async (found) => {
    const { questions } = await ask(server, readRun, { params: { id: found } });
    const downtime = await ask(server, readDowntime, { params: { id: found } });
    return { id: found, zone: downtime.zone, question: meant(questions, flags.step) };
  });
  const { part, phase, place, attempt, step } = question;
  const body = { part, phase, place, attempt, answer: said, why: flags.reason };
  const run = await ask(server, answerRun, { params: { id }, query: dryRunQuery(flags), body });
  if (flags.json) return printJson(run);
  const stands = `${run.dryRun ? 'would be' : 'is'} ${run.state}${run.why ? `: ${printable(run.why)}` : ''}`;
  const options = { zone, columns: columns(process.stdout), style: paint(process.stdout) };
  print([`${printable(step)}: ${word}. The run ${stands}.`, ...consequencesReport(run, options)]);
}

function answerOf(word: string): Answer {
  if (word === 'done' || word === 'again' || word === 'failed') return word;
  throw new LullError('bad-option', `"${printable(word)}" is no answer`, 'Say done, again or failed.');
}

function meant(questions: readonly Question[], step: string | undefined): Question {
  const asked = step === undefined ? questions : questions.filter((one) => one.step === step);
  const [only, ...others] = asked;
  if (only && others.length === 0) return only;
  const named = questions.map((one) => printable(one.step)).join(', ');
  throw questions.length === 0
    ? new LullError('wrong-state', 'Nothing is asked now', 'Look at the run: lull run show.')
    : new LullError(
        'bad-option',
        only ? 'several things are asked' : `nothing is asked about "${printable(step!)}"`,
        `Say which with --step: ${named}.`,
      );
}
