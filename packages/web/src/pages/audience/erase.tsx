import { useState } from 'react';
import type { Question } from '../../api/ask.ts';
import { useAsk, useChange } from '../../api/use.ts';
import { quoted } from '../../parts/command-line.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { Refused } from '../../parts/refused.tsx';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

type Channel = NonNullable<NonNullable<Question<'eraseSubscriber'>['body']>['channel']>;

/** Erases all that is kept of an address, once it is seen that there is something. */
export function Erase({
  onSaid,
  onClose,
}: {
  readonly onSaid: (said: string) => void;
  readonly onClose: () => void;
}) {
  const say = useSay(words);
  const [channel, setChannel] = useState<Channel>('mail');
  const [written, setWritten] = useState('');
  const channels = useAsk('listChannels').data?.items ?? [];
  const look = useChange('eraseSubscriber');
  const erase = useChange('eraseSubscriber');
  const address = written.trim();
  const body = { channel, address };
  return (
    <Confirm
      title={say('eraseTitle')}
      action={say('eraseIt')}
      isDanger
      hasWhy
      isReady={look.isSuccess}
      isBusy={erase.isPending}
      error={erase.error}
      line={`lull subscribers erase ${quoted(address || 'ADDRESS')}${channel === 'mail' ? '' : ` --channel ${channel}`}`}
      onClose={onClose}
      onDo={(why) =>
        erase.mutate(
          { body: { ...body, ...(why && { why }) } },
          {
            onSuccess: () => {
              onSaid(say('erased'));
              onClose();
            },
          },
        )
      }
    >
      <p>{say('eraseText')}</p>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          look.mutate({ query: { dryRun: 'true' }, body });
        }}
      >
        <Labelled label={say('channel')}>
          {(labelled) => (
            <select
              {...labelled}
              value={channel}
              onChange={({ target }) => {
                setChannel(target.value as Channel);
                look.reset();
              }}
            >
              {channels.map(({ name }) => (
                <option key={name} value={name}>
                  {say(name)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label={say('address')}>
          {(labelled) => (
            <input
              {...labelled}
              required
              autoComplete="off"
              value={written}
              onChange={({ target }) => {
                setWritten(target.value);
                look.reset();
              }}
            />
          )}
        </Labelled>
        <button type="submit" disabled={address === '' || look.isPending}>
          {say('look')}
        </button>
      </form>
      <Refused error={look.error} />
      <p role="status">{look.isSuccess && say('isKept')}</p>
    </Confirm>
  );
}
