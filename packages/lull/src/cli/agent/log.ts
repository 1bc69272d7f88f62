import { createLog, type Log, type LogLevel } from '../../api/operate/log.ts';
import { printableLines } from '../../printable.ts';

/**
 * The log of an agent on standard error: a JSON object a line, or a line for people.
 *
 * @param secrets what must never appear in it
 * @example const log = agentLog({ level: 'info', json: true, secrets: [key] });
 */
export function agentLog(options: {
  readonly level: LogLevel;
  readonly json: boolean;
  readonly secrets: readonly string[];
}): Log {
  const { level, json, secrets } = options;
  if (json) return createLog({ level, secrets });
  const to = { write: (line: string) => void process.stderr.write(`${printableLines(spoken(line))}\n`) };
  return createLog({ level, secrets, to });
}

/** The same line as people read it: when, how bad, what, and whatever else it says. */
function spoken(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const more = Object.entries(fields).map(([name, value]) => {
    const text = name === 'err' ? (value as { readonly message?: string }).message : value;
    return `${name === 'err' ? 'because' : name}: ${typeof text === 'string' ? text : JSON.stringify(text)}`;
  });
  return `${time} ${level} ${msg}${more.length === 0 ? '' : ` (${more.join(', ')})`}`;
}
