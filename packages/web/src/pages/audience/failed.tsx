import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { type Answer, ask, type Refusal } from '../../api/ask.ts';
import { useAsk, useChange } from '../../api/use.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

type Downtime = Answer<'listDowntimes'>['items'][number];

/** Of how many downtimes it is looked whether notices failed. */
const looked = 10;

/** Notices of the latest downtimes that were given up, to be tried again. */
export function Failed({ onSaid }: { readonly onSaid: (said: string) => void }) {
  const say = useSay(words);
  const may = useMay();
  const { data, error } = useAsk('listDowntimes', { query: { order: 'latest', limit: String(looked) } });
  const downtimes = data?.items ?? [];
  const lists = useQueries({
    queries: downtimes.map(({ id }) => ({
      queryKey: ['listNotices', { params: { id } }],
      queryFn: () => ask('listNotices', { params: { id }, query: { failed: '20' } }),
    })),
  });
  const [retried, setRetried] = useState<Downtime | null>(null);
  const found = downtimes.flatMap((downtime, index) => {
    const failed = lists[index]?.data?.failed ?? [];
    return failed.length === 0 ? [] : [{ downtime, failed }];
  });
  const isAsking = !data || lists.some(({ isPending }) => isPending);
  const refused = lists.find((one) => one.error)?.error as Refusal | undefined;
  return (
    <section className="sheet" aria-labelledby="failed-title">
      <h2 id="failed-title">{say('failed')}</h2>
      <p className="quiet">{say('failedText')}</p>
      <Refused error={error ?? refused} />
      {!isAsking && found.length === 0 && <p>{say('noneFailed')}</p>}
      {found.map(({ downtime, failed }) => (
        <article key={downtime.id} className="failed">
          <div className="screen-head">
            <h3>
              <Link href={`/downtimes/${downtime.id}`}>{downtime.title}</Link>
            </h3>
            {may('run', downtime.services) && (
              <button type="button" className="small" onClick={() => setRetried(downtime)}>
                {say('retry')}
              </button>
            )}
          </div>
          <ul>
            {failed.map(({ id, kind, channel, attempts, error: why, madeAt, shown }) => (
              <li key={id}>
                <code>{kind}</code> · {say(channel)}
                {shown && ` · ${shown}`}: {why}{' '}
                <span className="quiet">{say('tried', { count: attempts })},</span>{' '}
                <When at={madeAt} zone={downtime.zone} />
              </li>
            ))}
          </ul>
        </article>
      ))}
      {retried && <Retry downtime={retried} onSaid={onSaid} onClose={() => setRetried(null)} />}
    </section>
  );
}

function Retry({
  downtime: { id, title },
  onSaid,
  onClose,
}: {
  readonly downtime: Downtime;
  readonly onSaid: (said: string) => void;
  readonly onClose: () => void;
}) {
  const say = useSay(words);
  const preview = useAsk('retryNotices', { params: { id }, query: { dryRun: 'true' }, body: {} });
  const retry = useChange('retryNotices');
  return (
    <Confirm
      title={say('retryTitle', { title })}
      action={say('retry')}
      hasWhy
      isReady={(preview.data?.retried ?? 0) > 0}
      isBusy={retry.isPending}
      error={retry.error ?? preview.error}
      line={`lull notices retry ${id}`}
      onClose={onClose}
      onDo={(why) =>
        retry.mutate(
          { params: { id }, body: why ? { why } : {} },
          {
            onSuccess: ({ retried: count }) => {
              onSaid(say('retried', { count }));
              onClose();
            },
          },
        )
      }
    >
      <p role="status">{preview.data && say('wouldRetry', { count: preview.data.retried })}</p>
    </Confirm>
  );
}
