import { z } from 'zod';
import { lengthWithin } from '../../../catalog/fields.ts';
import { HOUR, SECOND } from '../../../time/instant.ts';
import type { Probe, WaitAction } from '../../steps/contract.ts';
import { commandFormat } from '../command/read.ts';
import { targetName } from '../fields.ts';
import type { Format } from '../format.ts';
import { httpFormat } from '../http/read.ts';
import { theOne } from '../one-of.ts';
import { sqlFormat } from '../sql/read.ts';

const tcp = targetName
  .transform((target) => ({ kind: 'tcp', target }) as const)
  .meta({ description: 'A target that can be connected to' });

/** A probe that isn't `tcp` is an action of its own kind. */
const formats = { http: httpFormat, sql: sqlFormat, command: commandFormat };

type Doing = Exclude<Probe, { kind: 'tcp' }>;

const formatOf = ({ kind }: Doing) => formats[kind] as unknown as Format<Doing>;

/** `waitUntil`: something that is tried until it is well. */
export const waitFormat: Format<WaitAction> = {
  schema: z
    .strictObject({
      http: httpFormat.schema.optional(),
      sql: sqlFormat.schema.optional(),
      command: commandFormat.schema.optional(),
      tcp: tcp.optional(),
      every: lengthWithin('How long between two tries; 1 s when left out', [100, HOUR]).optional(),
    })
    .transform(({ every = SECOND, http, sql, command, tcp }, context): WaitAction => {
      return { kind: 'waitUntil', probe: theOne<Probe>({ http, sql, command, tcp }, context), every };
    })
    .meta({ description: 'Tries again and again until it is well, within the time limit of the step' }),
  shows: ({ probe }) =>
    `until well: ${probe.kind === 'tcp' ? `connect to ${probe.target}` : formatOf(probe).shows(probe)}`,
  refusesAt: ([kind, ...rest]) =>
    Object.hasOwn(formats, kind!) ? formats[kind as 'http'].refusesAt(rest) : 'no parameter can stand here',
  fill: (action, fill) => {
    const { probe } = action;
    return probe.kind === 'tcp' ? action : { ...action, probe: formatOf(probe).fill(probe, fill) };
  },
  targets: ({ probe }) =>
    probe.kind === 'tcp' ? [{ kind: 'tcp', name: probe.target }] : formatOf(probe).targets(probe),
  files: ({ probe }) => (probe.kind === 'tcp' ? [] : formatOf(probe).files(probe)),
  isIdempotent: () => true,
};
