import { useAsk } from '../../../api/use.ts';
import { useSay } from '../../../words/words.tsx';
import { EventLine } from '../event-line.tsx';
import type { Downtime } from '../stage.ts';
import { sayingWords } from './words.ts';

/**
 * Who changed a downtime, what and why, since somebody began to write about it.
 *
 * @param since the version that they began with
 */
export function Changed({
  downtime,
  since,
  onSeen,
}: {
  readonly downtime: Downtime;
  readonly since: number;
  readonly onSeen: () => void;
}) {
  const say = useSay(sayingWords);
  const { data } = useAsk('listDowntimeEvents', { params: { id: downtime.id }, query: { limit: '200' } });
  const newer = (data?.items ?? []).filter(({ version }) => version !== null && version > since);
  return (
    <div className="refused" role="alert">
      <p>
        <strong>{say('changed')}</strong>
      </p>
      <ul>
        {newer.map((event) => (
          <li key={event.id}>
            <EventLine event={event} zone={downtime.zone} />
          </li>
        ))}
      </ul>
      <p>{say('changedKept')}</p>
      <button type="button" onClick={onSeen}>
        {say('lookAgain')}
      </button>
    </div>
  );
}
