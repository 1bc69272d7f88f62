import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useAsk, useChange } from '../../api/use.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

type Invitation = Answer<'listInvitations'>['items'][number];

const kinds = { owner: 'kindOwner', member: 'kindMember', password: 'kindPassword' } as const;

/** The links that still work, and what withdraws them. */
export function Invitations() {
  const say = useSay(words);
  const { data, error } = useAsk('listInvitations');
  const [gone, setGone] = useState<Invitation | null>(null);
  return (
    <section className="sheet" aria-labelledby="invitations-title">
      <h2 id="invitations-title">{say('invitations')}</h2>
      <Refused error={error} />
      {data?.items.length === 0 && <p className="quiet">{say('noInvitations')}</p>}
      {data && data.items.length > 0 && (
        <table className="rows">
          <caption className="hidden">{say('invitations')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('email')}</th>
              <th scope="col">{say('kind')}</th>
              <th scope="col">{say('role')}</th>
              <th scope="col">{say('invitedBy')}</th>
              <th scope="col">{say('until')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {data.items.map((one) => (
              <tr key={one.id}>
                <th scope="row">{one.email ?? '–'}</th>
                <td data-label={say('kind')}>{say(kinds[one.kind])}</td>
                <td data-label={say('role')}>
                  {[
                    ...(one.role ? [say(one.role)] : []),
                    ...Object.entries(one.grants).map(([service, role]) => `${service}: ${say(role)}`),
                  ].join(', ') || say('noRole')}
                </td>
                <td data-label={say('invitedBy')}>{one.names[one.by] ?? one.by}</td>
                <td data-label={say('until')}>
                  <When at={one.expiresAt} />
                </td>
                <td>
                  <button
                    type="button"
                    className="small danger"
                    aria-label={say('withdrawOf', { email: one.email ?? '–' })}
                    onClick={() => setGone(one)}
                  >
                    {say('withdraw')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {gone && <Withdraw invitation={gone} onClose={() => setGone(null)} />}
    </section>
  );
}

function Withdraw({
  invitation: { id, email },
  onClose,
}: {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}) {
  const say = useSay(words);
  const change = useChange('withdrawInvitation');
  return (
    <Confirm
      title={say('withdrawOf', { email: email ?? '–' })}
      action={say('withdraw')}
      isDanger
      isBusy={change.isPending}
      error={change.error}
      line={`lull people withdraw ${id}`}
      onClose={onClose}
      onDo={() => change.mutate({ params: { id } }, { onSuccess: onClose })}
    >
      <p>{say('withdrawText')}</p>
    </Confirm>
  );
}
