import { z } from 'zod';
import { channelNames } from '../../announce/channels/contract.ts';
import { endpoint } from './endpoint.ts';
import { line } from './fields.ts';
import { listOf } from './lists.ts';

/** A channel, by its name. */
export const channelName = z.enum(channelNames).meta({ description: 'The channel' });

const channel = z
  .object({
    name: channelName,
    isSetUp: z.boolean().meta({ description: 'Whether this server can send on it' }),
    isPublic: z.boolean().meta({ description: 'Whether people may sign up for it by themselves' }),
    perMinute: z.number().int().meta({ description: 'Most messages a minute, all servers together' }),
    attempts: z.number().int().meta({ description: 'How many times a message is tried' }),
  })
  .meta({ id: 'Channel' });

export const listChannels = endpoint({
  name: 'listChannels',
  tag: 'announce',
  method: 'get',
  path: '/channels',
  summary: 'The ways to reach people, and which of them this server can use',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  answer: { status: 200, description: 'All of them', schema: listOf(channel, 'ChannelList') },
});

export const tryChannel = endpoint({
  name: 'tryChannel',
  tag: 'announce',
  method: 'post',
  path: '/channels/{name}/test',
  summary: 'Send one message that says that it is a test, now and once',
  needs: { who: 'allowed', action: 'configure', on: 'everything' },
  params: z.strictObject({ name: channelName }),
  body: {
    type: 'application/json',
    schema: z
      .strictObject({
        address: line('An e-mail address, or that of a webhook, a Slack hook or a topic', 2048),
        secret: line('A webhook’s signing secret, or a token of ntfy', 200).nullable().default(null),
        language: line('BCP 47 tag', 35).default('en'),
      })
      .meta({ id: 'TryChannel' }),
    example: { address: 'ada@example.com' },
  },
  answer: {
    status: 200,
    description: 'What became of it; nothing is tried again',
    schema: z
      .object({
        id: z.string().meta({ description: 'Its webhook-id, and the left half of its Message-ID' }),
        shown: z.string().meta({ description: 'Where it went, without what is secret' }),
        outcome: z.enum(['sent', 'again', 'refused']).meta({
          description: 'Taken by the other side; or not, where trying again may help; or refused for good',
        }),
        error: z.string().nullable(),
        disables: z
          .boolean()
          .meta({ description: 'Whether a subscriber with this address is disabled by it' }),
        secret: z.string().nullable().meta({ description: 'What it was signed with, where none was given' }),
      })
      .meta({ id: 'TriedChannel' }),
  },
  errors: ['bad-address', 'channel-not-set-up'],
});
