import { z } from 'zod';
import { noticeKinds } from '../../announce/contract.ts';
import { workKinds } from '../../announce/work/contract.ts';
import { channelName } from './channels.ts';
import { downtimeParams } from './downtimes.ts';
import { endpoint } from './endpoint.ts';
import { count, instant } from './fields.ts';
import { dryRun } from './outcome.ts';
import { why } from './plan-input.ts';

const kind = z.enum([...noticeKinds, ...workKinds]).meta({ description: 'What it tells' });

const number = (description: string) => z.number().int().meta({ description });

const noticeCount = z
  .object({
    wave: z.string().meta({ description: 'The occasion on which people are told' }),
    kind,
    revision: number('Which promise it tells of'),
    point: z.string().nullable().meta({ description: 'The point of the policy, such as `P7D`' }),
    dueAt: instant('When people are told'),
    state: z.enum(['planned', 'raised', 'spread', 'off']).meta({
      description: 'To come; being made; made; or called off, because something else holds since',
    }),
    channel: channelName.nullable().meta({ description: 'Null where no notices were made' }),
    queued: number('Waiting, or being sent'),
    sent: number('Taken by the other side'),
    failed: number('Given up'),
    cancelled: number('Not sent, because they helped nobody any more'),
  })
  .meta({ id: 'NoticeCount' });

const failedNotice = z
  .object({
    id: z.string(),
    kind,
    channel: channelName,
    attempts: number('How often it was tried'),
    error: z.string().meta({ description: 'Why it was given up, without addresses' }),
    madeAt: instant('When it was made'),
    subscriber: z.string().nullable().meta({ description: 'Id, for whoever looks after the subscribers' }),
    shown: z.string().nullable().meta({ description: 'Address, for whoever looks after the subscribers' }),
  })
  .meta({ id: 'FailedNotice' });

export const listNotices = endpoint({
  name: 'listNotices',
  tag: 'announce',
  method: 'get',
  path: '/downtimes/{id}/notices',
  summary: 'What became of its notices: how many of each, and which failed',
  needs: { who: 'allowed', action: 'read', on: 'object' },
  params: downtimeParams,
  query: z.strictObject({
    failed: count('Most of the failed that are told one by one, the latest first', {
      least: 0,
      most: 1_000,
    }).prefault('20'),
  }),
  answer: {
    status: 200,
    description: 'By occasion, kind and channel, in the order in which people are told',
    schema: z
      .object({ items: z.array(noticeCount), failed: z.array(failedNotice) })
      .meta({ id: 'NoticeList' }),
  },
});

export const retryNotices = endpoint({
  name: 'retryNotices',
  tag: 'announce',
  method: 'post',
  path: '/downtimes/{id}/notices/retry',
  summary: 'Try its failed notices again, those that still matter',
  needs: { who: 'allowed', action: 'run', on: 'object' },
  params: downtimeParams,
  query: z.strictObject({ dryRun }),
  body: {
    type: 'application/json',
    optional: true,
    schema: z
      .strictObject({
        channel: channelName.optional().meta({ description: 'Only those of this channel' }),
        why,
      })
      .meta({ id: 'RetryNotices' }),
    example: { channel: 'mail', why: 'The mail server is back' },
  },
  answer: {
    status: 200,
    description: 'How many are on their way again',
    schema: z.object({ retried: number('Notices'), dryRun: z.boolean() }).meta({ id: 'RetriedNotices' }),
  },
});
