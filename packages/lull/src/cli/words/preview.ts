import { Command, Option } from 'commander';
import { type NoticeKind, noticeKinds } from '../../announce/contract.ts';
import { exampleFacts } from '../../announce/message/example.ts';
import { letterFor } from '../../announce/message/message.ts';
import type { Mode } from '../../plan/rules.ts';
import type { Instant } from '../../time/instant.ts';
import { parseZone } from '../../time/zone.ts';
import { modeOption } from '../config.ts';
import { common, present } from '../options.ts';
import { print, printJson } from '../output.ts';
import { paint } from '../terminal.ts';
import { wordsNamed } from './vocabulary.ts';

interface Flags {
  language: string;
  event: NoticeKind;
  mode: Mode;
  zone?: string;
  html?: boolean;
  now?: Instant;
  json?: boolean;
}

/** `lull words preview` */
export function previewCommand(): Command {
  const command = new Command('preview')
    .description('Print a message as people get it, about an invented downtime.')
    .option('--language <tag>', 'in which language', 'en')
    .addOption(new Option('--event <kind>', 'what it tells').choices([...noticeKinds]).default('scheduled'))
    .addOption(modeOption())
    .option('--zone <zone>', "the reader's zone (default: the service's)", parseZone)
    .option('--html', 'print the HTML of the mail instead of its text');
  return common(command).action(preview);
}

async function preview({ language, event: kind, mode, zone, ...flags }: Flags): Promise<void> {
  const words = await wordsNamed(language);
  const now = present(flags.now);
  const letter = letterFor(exampleFacts({ kind, mode, words, zone: zone ?? null, now }));
  const url = 'https://status.example.com';
  const message = letter.to({
    id: '01980a4c-5a4e-7d3c-9d55-000000000000',
    at: now,
    links: { manage: `${url}/subscription/example`, unsubscribe: `${url}/unsubscribe/example` },
    invite: null,
  });
  const { subject, text, html } = message;
  if (flags.json) return printJson({ language: words.language, event: kind, subject, text, html });
  print(flags.html ? [html] : [paint(process.stdout).bold(subject), '', text.trimEnd()]);
}
