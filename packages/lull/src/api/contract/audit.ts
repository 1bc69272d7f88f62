import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { instant, instantIn, line, name } from './fields.ts';
import { pageOf, paging } from './lists.ts';
import { personName } from './people.ts';

const auditEntry = z
  .object({
    seq: z.number().int(),
    at: instant('When'),
    actor: z.object({
      kind: z.string(),
      id: z.string(),
      name: z.string().meta({ description: 'What it was called then' }),
      person: z.string(),
      personName,
    }),
    action: z.string().meta({
      description: 'What somebody said or did, or what came by rule at its time',
      examples: ['downtime.schedule', 'downtime.overdue'],
    }),
    subject: z.string(),
    subjectName: z.string().nullable().meta({
      description:
        'Title of a downtime or series, name of a person or key; null for all else, or if it is gone',
    }),
    services: z.array(z.string()),
    why: z.string().nullable(),
    from: z.string().nullable().meta({ description: 'The network address that it came from' }),
    request: z.string().nullable(),
    data: z.unknown(),
  })
  .meta({ id: 'AuditEntry' });

export const listAudit = endpoint({
  name: 'listAudit',
  tag: 'people',
  method: 'get',
  path: '/audit',
  summary: 'Who changed what, why and from where; the newest first',
  needs: { who: 'allowed', action: 'administer', on: 'everything' },
  query: z.strictObject({
    actor: line('Id of the person or key', 100).optional(),
    action: line('Such as downtime.schedule', 100).optional(),
    subject: line('Such as the id of a downtime or the name of a service', 100).optional(),
    service: name('Only what touched this service').optional(),
    from: instantIn('Only since then').optional(),
    to: instantIn('Only before').optional(),
    ...paging,
  }),
  answer: { status: 200, description: 'A page', schema: pageOf(auditEntry, 'AuditPage') },
});
