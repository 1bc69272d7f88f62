import { useAsk, useChange } from '../../api/use.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import type { Subscriber } from './list.tsx';
import { words } from './words.ts';

/** Asks whether a subscriber is to go, with all that is kept of it. */
export function Remove({
  subscriber: { id, shown },
  onSaid,
  onClose,
}: {
  readonly subscriber: Subscriber;
  readonly onSaid: (said: string) => void;
  readonly onClose: () => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const preview = useAsk('removeSubscriber', { params: { id }, query: { dryRun: 'true' } });
  const remove = useChange('removeSubscriber');
  return (
    <Confirm
      title={say('removeTitle', { shown })}
      action={common('remove')}
      isDanger
      hasWhy
      isReady={preview.isSuccess}
      isBusy={remove.isPending}
      error={remove.error ?? preview.error}
      line={`lull subscribers remove ${id}`}
      onClose={onClose}
      onDo={(why) =>
        remove.mutate(
          { params: { id }, query: why ? { why } : {} },
          {
            onSuccess: () => {
              onSaid(say('removed', { shown }));
              onClose();
            },
          },
        )
      }
    >
      <p>{say('removeText')}</p>
    </Confirm>
  );
}
