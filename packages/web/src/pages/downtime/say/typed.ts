import { quoted } from '../../../parts/command-line.tsx';
import { isoLength, lengthWritten, shortLength } from '../../../time/lengths.ts';
import { lengthOf, showLength } from '../../../time/show.ts';
import { instantAt, wallOf } from '../../../time/wall.ts';
import type { CommandName, Downtime } from '../stage.ts';
import { commands, type Said, type Saying } from './commands.ts';

/** What stands in the fields at first: the downtime as it is. */
export function saidAtFirst({ plan, zone }: Downtime): Said {
  return {
    why: '',
    override: false,
    by: showLength(lengthOf(plan.extendBy)),
    until: '',
    title: plan.title,
    start: plan.start === null ? '' : wallOf(plan.start, zone),
    takes: showLength(lengthOf(plan.takes)),
    rollback: showLength(lengthOf(plan.rollback)),
    mode: plan.mode,
  };
}

/** What is said by what was typed; null while it cannot be. */
export function sayingOf(
  name: CommandName,
  said: Said,
  downtime: Downtime,
  first: Said = saidAtFirst(downtime),
): Saying | null {
  const { needs, isJudged, isReasonNeeded } = commands[name];
  const why = said.why.trim();
  if (isReasonNeeded && why === '') return null;
  const more = { ...(why && { why }), ...(isJudged && said.override && { override: true }) };
  if (needs === 'nothing') return { body: more, options: [] };
  const found = needs === 'end' ? newEnd(said, downtime.zone) : changes(said, first, downtime.zone);
  return found && { body: { ...found.body, ...more }, options: found.options };
}

function newEnd({ by, until }: Said, zone: string): Saying | null {
  if (until !== '') {
    const at = instantAt(until, zone);
    return at === null
      ? null
      : { body: { end: new Date(at).toISOString() }, options: [`--until ${until.slice(0, 16)}`] };
  }
  const length = lengthWritten(by);
  if (!length) return null;
  return { body: { by: isoLength(length) }, options: [`--by ${shortLength(length)}`] };
}

/** Only what is another than before: what somebody else changed meanwhile is not undone by it. */
function changes(said: Said, first: Said, zone: string): Saying | null {
  const body: Record<string, unknown> = {};
  const options: string[] = [];
  if (said.title.trim() !== first.title) {
    if (said.title.trim() === '') return null;
    body.title = said.title.trim();
    options.push(`--title ${quoted(said.title.trim())}`);
  }
  if (said.start !== first.start) {
    const at = instantAt(said.start, zone);
    if (at === null) return null;
    body.start = new Date(at).toISOString();
    options.push(`--at ${said.start.slice(0, 16)}`);
  }
  for (const field of ['takes', 'rollback'] as const) {
    if (said[field] === first[field]) continue;
    const length = lengthWritten(said[field]);
    if (length === null || (field === 'takes' && length === 0)) return null;
    body[field] = isoLength(length);
    options.push(`--${field} ${shortLength(length)}`);
  }
  if (said.mode !== first.mode) {
    body.mode = said.mode;
    options.push(`--mode ${said.mode}`);
  }
  return Object.keys(body).length === 0 ? null : { body, options };
}
