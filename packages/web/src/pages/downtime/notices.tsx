import { useState } from 'react';
import { useAsk, useChange } from '../../api/use.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { useNoticeKind } from './notice-kind.ts';
import type { Downtime } from './stage.ts';
import { words } from './words.ts';

/** How many failed notices are shown more at a time. */
const page = 50;

/**
 * Who is told and was: by occasion and channel what became of them, and those that could not be delivered.
 */
export function Notices({ downtime }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const common = useSay(shared);
  const kindOf = useNoticeKind();
  const { id, zone } = downtime;
  const [most, setMost] = useState(page);
  const { data, error } = useAsk('listNotices', { params: { id }, query: { failed: String(most) } });
  const items = data?.items ?? [];
  const count = (fate: 'sent' | 'queued' | 'failed'): number =>
    items.reduce((sum, one) => sum + one[fate], 0);
  const all = { sent: count('sent'), queued: count('queued'), failed: count('failed') };
  return (
    <section className="sheet" aria-labelledby="notices">
      <h2 id="notices">{say('notices')}</h2>
      <Refused error={error} />
      {data && items.length === 0 && <p className="quiet">{say('noNotices')}</p>}
      {items.length > 0 && (
        <>
          <p>{say('total', all)}</p>
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">{say('what')}</th>
                <th scope="col">{say('due')}</th>
                <th scope="col">{say('channel')}</th>
                <th scope="col">{say('sent')}</th>
                <th scope="col">{say('queued')}</th>
                <th scope="col">{say('failedCount')}</th>
                <th scope="col">{say('notSent')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={`${one.wave} ${one.kind} ${one.channel}`}>
                  <th scope="row">{kindOf(one.kind)}</th>
                  <td data-label={say('due')}>
                    <When at={one.dueAt} zone={zone} />
                    {one.state === 'planned' && <span className="quiet"> {say('plannedNotice')}</span>}
                    {one.state === 'off' && <span className="quiet"> {say('offNotice')}</span>}
                  </td>
                  <td data-label={say('channel')}>{one.channel ?? '–'}</td>
                  <td data-label={say('sent')}>{one.sent}</td>
                  <td data-label={say('queued')}>{one.queued}</td>
                  <td data-label={say('failedCount')} className={one.failed > 0 ? 'loud' : ''}>
                    {one.failed}
                  </td>
                  <td data-label={say('notSent')}>{one.cancelled}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {data && data.failed.length > 0 && (
        <div>
          <h3>{say('failedNotices')}</h3>
          <ul>
            {data.failed.map(({ id: key, kind, channel, error: why, attempts, shown }) => (
              <li key={key}>
                {kindOf(kind)}, {channel}
                {shown !== null && `, ${shown}`}: {why} ({say('attempts', { count: attempts })})
              </li>
            ))}
          </ul>
          <div className="actions">
            {data.failed.length === most && (
              <button type="button" onClick={() => setMost(Math.min(most + page, 1_000))}>
                {common('more')}
              </button>
            )}
            <Retry downtime={downtime} />
          </div>
        </div>
      )}
    </section>
  );
}

function Retry({ downtime: { id, services } }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const may = useMay();
  const preview = useChange('retryNotices');
  const retry = useChange('retryNotices');
  const [isOpen, setIsOpen] = useState(false);
  if (!may('run', services)) return null;
  const open = (): void => {
    preview.mutate({ params: { id }, query: { dryRun: 'true' } });
    setIsOpen(true);
  };
  return (
    <>
      <button type="button" onClick={open}>
        {say('retry')}
      </button>
      {isOpen && (
        <Confirm
          title={say('retry')}
          action={say('retry')}
          hasWhy
          isReady={preview.data !== undefined}
          isBusy={retry.isPending}
          line={`lull notices retry ${id}`}
          error={retry.error ?? preview.error}
          onClose={() => setIsOpen(false)}
          onDo={(why) =>
            retry.mutate({ params: { id }, body: why ? { why } : {} }, { onSuccess: () => setIsOpen(false) })
          }
        >
          {preview.data && <p>{say('retryDoes', { count: preview.data.retried })}</p>}
        </Confirm>
      )}
    </>
  );
}
