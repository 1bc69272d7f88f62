import { useState } from 'react';
import { useChange } from '../../api/use.ts';
import { quoted } from '../../parts/command-line.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { ServiceChoice } from '../../parts/service-choice.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { Once } from './once.tsx';
import { type Role, RoleChoice } from './role-choice.tsx';
import { words } from './words.ts';

/** Invites somebody, with every service or with some; the link is shown once. */
export function Invite({ onClose }: { readonly onClose: () => void }) {
  const say = useSay(words);
  const [written, setEmail] = useState('');
  const [role, setRole] = useState<Role | null>('viewer');
  const [services, setServices] = useState<string[] | null>(null);
  const change = useChange('invite');
  const email = written.trim();
  if (change.data) {
    return (
      <Once title={say('invite')} secret={change.data.link} onClose={onClose}>
        {say('once')} <When at={change.data.expiresAt} />
      </Once>
    );
  }
  const grants = role && services ? Object.fromEntries(services.map((service) => [service, role])) : {};
  const limits = services
    ? services.map((service) => ` --grant ${quoted(`${service}=${role}`)}`).join('')
    : role && ` --role ${role}`;
  return (
    <Confirm
      title={say('invite')}
      action={say('inviteIt')}
      isReady={email !== '' && (services === null || (role !== null && services.length > 0))}
      isBusy={change.isPending}
      error={change.error}
      line={`lull people invite ${quoted(email || 'ADDRESS')}${limits ?? ''}`}
      onClose={onClose}
      onDo={() => change.mutate({ body: { email, role: services ? null : role, grants } })}
    >
      <p>{say('inviteText')}</p>
      <div className="fields">
        <Labelled label={say('email')}>
          {(labelled) => (
            <input
              {...labelled}
              type="email"
              autoComplete="off"
              value={written}
              onChange={({ target }) => setEmail(target.value)}
            />
          )}
        </Labelled>
        <RoleChoice label={say('role')} role={role} none={say('noRole')} onChoose={setRole} />
      </div>
      <ServiceChoice legend={say('grants')} chosen={services} onChoose={setServices} />
    </Confirm>
  );
}
