import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { instant, length, line } from './fields.ts';

const reason = z.object({ code: z.string(), message: z.string() }).meta({ id: 'TrafficWarning' });

/** What was read from a source that is only tried. */
export const trafficTrial = z
  .object({
    format: z.string().meta({ description: 'Which was found, such as combined or csv' }),
    files: z.number().int(),
    lines: z.number().int().meta({ description: 'Of logs; rows of a CSV, points of a metric' }),
    skipped: z
      .object({
        count: z.number().int(),
        first: z.object({ line: z.number().int(), why: z.string(), file: z.string().nullable() }).nullable(),
      })
      .meta({ description: 'Lines that could not be read' }),
    dropped: z
      .object({ bots: z.number().int(), assets: z.number().int(), filtered: z.number().int() })
      .meta({ description: 'Lines that were read and left out' }),
    step: length('Of a bucket'),
    buckets: z.number().int().meta({ description: 'How many hold anything' }),
    start: instant('When the first bucket begins').nullable(),
    end: instant('When the last bucket ends').nullable(),
    counted: z
      .object({
        requests: z.number().nullable(),
        writes: z.number().nullable(),
        value: z.number().nullable(),
      })
      .meta({ description: 'Sums of the figures; null for one that the source does not know' }),
    warnings: z.array(reason),
  })
  .meta({ id: 'TrafficTrial' });

export const tryTraffic = endpoint({
  name: 'tryTraffic',
  tag: 'catalog',
  method: 'post',
  path: '/traffic/try',
  summary:
    'Read a traffic source that is only written yet, and keep nothing. With `Accept: text/event-stream` ' +
    '`progress` (bytes, total, lines) is told while it is read, then `read` with the answer or `refused` ' +
    'with the problem; whoever leaves ends the reading',
  needs: { who: 'allowed', action: 'configure', on: 'everything' },
  body: {
    type: 'application/json',
    schema: z
      .strictObject({
        source: line('A file, glob or folder on the server, or an address', 2_000),
        format: line('Of files; detected when left out').optional(),
        series: line('Which, where the source holds several').optional(),
      })
      .meta({ id: 'TriedTraffic' }),
    example: { source: '/var/log/nginx/access.log*' },
  },
  answer: {
    status: 200,
    description: 'What was read, or a stream of server-sent events',
    schema: trafficTrial,
    types: ['text/event-stream'],
  },
  errors: [
    'empty-traffic',
    'bad-option',
    'source-not-found',
    'bad-source',
    'source-unreadable',
    'unreadable-traffic',
    'unknown-series',
    'source-unavailable',
    'source-refused',
    'interrupted',
  ],
});
