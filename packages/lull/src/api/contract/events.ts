import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { count, id, name } from './fields.ts';
import { pageOf, paging } from './lists.ts';
import { eventView } from './outcome.ts';

export const listEvents = endpoint({
  name: 'listEvents',
  tag: 'events',
  method: 'get',
  path: '/events',
  summary:
    'Everything that happened and that the caller may see. With `Accept: text/event-stream` it goes on as ' +
    'long as the caller stays; `Last-Event-ID` takes up where it broke off',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  query: z.strictObject({
    after: count('The `seq` after which to go on; a stream without one begins now', {
      least: 0,
      most: 999_999_999,
    }).optional(),
    service: z.array(name('Only of this service')).max(50).optional(),
    downtime: id('Only of this downtime').optional(),
    kind: z
      .array(z.string().regex(/^[a-z-]+\.[a-z-]+$/, { error: 'is no kind of event' }))
      .max(50)
      .optional()
      .meta({ description: 'Only of this kind, such as downtime.scheduled' }),
    limit: paging.limit,
  }),
  answer: {
    status: 200,
    description: 'A page, or a stream of server-sent events',
    schema: pageOf(eventView, 'EventPage'),
    types: ['text/event-stream'],
  },
});
