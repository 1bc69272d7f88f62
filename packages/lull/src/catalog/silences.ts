import { z } from 'zod';
import { list, text } from './fields.ts';
import { shown } from './mistakes.ts';

/** What a service wants to be quiet in one monitor while it is worked on. */
export interface ServiceSilence {
  /** Name of the monitor, as the server's settings have it. */
  readonly by: string;
  /** What is to be quiet there; the monitor's kind reads its own fields. */
  readonly scope: SilenceScope;
}

export interface SilenceScope {
  /** Alertmanager: what an alert's labels must all be. */
  readonly matchers?: readonly string[];
  /** Icinga: names of hosts, each with all of its services. */
  readonly hosts?: readonly string[];
  /** Icinga: of these hosts only services of these names, and not the hosts themselves. */
  readonly services?: readonly string[];
  /** Icinga: whatever depends on them, too. */
  readonly withChildren?: boolean;
}

/** One label of an alert and what it must be, as Alertmanager takes it. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  /** Whether it must be that, or must not. */
  readonly isEqual: boolean;
}

const form = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"\s{},]*))\s*$/;

/**
 * Reads a matcher in the way that Alertmanager and amtool write it.
 *
 * @returns null for what is none
 * @example parseMatcher('severity=~"warning|critical"')
 * // { name: 'severity', value: 'warning|critical', isRegex: true, isEqual: true }
 */
export function parseMatcher(written: string): Matcher | null {
  const [, name, how = '', quoted, bare] = form.exec(written) ?? [];
  if (name === undefined) return null;
  const unescaped = quoted?.replace(/\\(["\\n])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  const value = unescaped ?? bare!;
  return { name, value, isRegex: how.endsWith('~'), isEqual: how.startsWith('=') };
}

const matcher = text('service="shop"').refine((written) => parseMatcher(written) !== null, {
  error: ({ input }) => `${shown(input)} is no matcher; write for example 'severity=~"warning|critical"'`,
});

const MOST = 100;

const some = <T extends z.ZodType>(item: T, example: string) =>
  list(item, example)
    .min(1, `is empty, so nothing would be quiet; write for example ${example}`)
    .max(MOST, `has more than ${MOST}`);

const object = text('web1').regex(/^[^!\x00-\x1f\x7f]+$/, {
  error: ({ input }) => `${shown(input)} is no name of a host or service`,
});

const silence = z
  .strictObject({
    by: text('alerts').meta({ description: 'The monitor, by the name that the server knows it by' }),
    matchers: some(matcher, `['service="shop"']`)
      .optional()
      .meta({ description: 'Alertmanager: what the labels of an alert must be, all of them' }),
    hosts: some(object, '[web1]')
      .optional()
      .meta({ description: 'Icinga: these hosts, each with all of its services' }),
    services: some(object, '[http]')
      .optional()
      .meta({ description: 'Icinga: on these hosts only services of these names' }),
    withChildren: z
      .boolean({ error: ({ input }) => `${shown(input)} is neither true nor false` })
      .optional()
      .meta({ description: 'Icinga: what depends on them, too' }),
  })
  .superRefine(({ matchers, hosts, services, withChildren }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (matchers && hosts) wrong('hosts', 'and matchers exclude each other: a monitor reads one of them');
    if (services && !hosts) wrong('services', 'are of hosts; name these, too');
    if (withChildren !== undefined && !hosts) wrong('withChildren', 'is of hosts; name these, too');
    const positive = matchers?.map(parseMatcher).some((one) => one?.isEqual && one.value !== '');
    if (positive === false) wrong('matchers', 'say only what is not meant; add one such as service="shop"');
  })
  .transform(
    ({ by, matchers, hosts, services, withChildren }): ServiceSilence => ({
      by,
      scope: {
        ...(matchers && { matchers }),
        ...(hosts && { hosts }),
        ...(services && { services }),
        ...(withChildren !== undefined && { withChildren }),
      },
    }),
  );

/** `silences` of a service. */
export const silencesSchema = list(silence, `[{ by: alerts, matchers: ['service="shop"'] }]`).max(
  50,
  'has more than 50',
);
