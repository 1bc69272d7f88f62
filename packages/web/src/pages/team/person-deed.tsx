import { useState } from 'react';
import { useAsk, useChange } from '../../api/use.ts';
import { quoted } from '../../parts/command-line.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { When } from '../../parts/when.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Once } from './once.tsx';
import type { Person } from './people.tsx';
import { type Role, RoleChoice } from './role-choice.tsx';
import { words } from './words.ts';

/** Something that can be done to somebody. */
export type Deed =
  | { readonly kind: 'role' | 'grant' | 'remove' | 'password'; readonly person: Person }
  | { readonly kind: 'revoke'; readonly person: Person; readonly service: string };

/** Asks before it is done. */
export function PersonDeed({ deed, onClose }: { readonly deed: Deed; readonly onClose: () => void }) {
  if (deed.kind === 'role') return <SetRole person={deed.person} onClose={onClose} />;
  if (deed.kind === 'grant') return <Grant person={deed.person} onClose={onClose} />;
  if (deed.kind === 'password') return <PasswordLink person={deed.person} onClose={onClose} />;
  if (deed.kind === 'revoke') return <Revoke person={deed.person} service={deed.service} onClose={onClose} />;
  return <Remove person={deed.person} onClose={onClose} />;
}

interface Of {
  readonly person: Person;
  readonly onClose: () => void;
}

function SetRole({ person: { id, name, role: before }, onClose }: Of) {
  const say = useSay(words);
  const [role, setRole] = useState<Role | null>(before);
  const change = useChange('setRole');
  const called = (one: Role | null): string => say(one ?? 'noRole');
  return (
    <Confirm
      title={say('setRoleTitle', { name })}
      action={say('setRole')}
      hasWhy
      isReady={role !== before}
      isBusy={change.isPending}
      error={change.error}
      line={`lull people role ${id} ${role ?? 'none'}`}
      onClose={onClose}
      onDo={(why) =>
        change.mutate({ params: { id }, body: { role, ...(why && { why }) } }, { onSuccess: onClose })
      }
    >
      <RoleChoice label={say('role')} role={role} none={say('noRole')} onChoose={setRole} />
      {role !== before && (
        <p role="status">
          {say('setRoleText', { name, before: called(before), after: called(role) })} {say('keysFollow')}
        </p>
      )}
    </Confirm>
  );
}

function Grant({ person: { id, name }, onClose }: Of) {
  const say = useSay(words);
  const common = useSay(shared);
  const services = useAsk('listServices', { query: { limit: '1000' } }).data?.items ?? [];
  const [chosen, setService] = useState('');
  const [role, setRole] = useState<Role | null>('viewer');
  const change = useChange('setGrant');
  const service = chosen || services[0]?.name || '';
  return (
    <Confirm
      title={say('grantTo', { name })}
      action={say('grant')}
      hasWhy
      isReady={service !== '' && role !== null}
      isBusy={change.isPending}
      error={change.error}
      line={`lull people grant ${id} ${quoted(service || 'SERVICE')} ${role}`}
      onClose={onClose}
      onDo={(why) =>
        role &&
        change.mutate(
          { params: { id, service }, body: { role, ...(why && { why }) } },
          { onSuccess: onClose },
        )
      }
    >
      <p>{say('grantText', { name })}</p>
      <div className="fields">
        <Labelled label={common('service')}>
          {(labelled) => (
            <select {...labelled} value={service} onChange={({ target }) => setService(target.value)}>
              {services.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.name}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <RoleChoice label={say('role')} role={role} onChoose={setRole} />
      </div>
    </Confirm>
  );
}

function Revoke({ person: { id, name }, service, onClose }: Of & { readonly service: string }) {
  const say = useSay(words);
  const change = useChange('removeGrant');
  return (
    <Confirm
      title={say('takeBackOf', { service, name })}
      action={say('takeBack')}
      isDanger
      hasWhy
      isBusy={change.isPending}
      error={change.error}
      line={`lull people grant ${id} ${quoted(service)} none`}
      onClose={onClose}
      onDo={(why) =>
        change.mutate({ params: { id, service }, query: why ? { why } : {} }, { onSuccess: onClose })
      }
    >
      <p>{say('takeBackText', { service, name })}</p>
    </Confirm>
  );
}

function Remove({ person: { id, name }, onClose }: Of) {
  const say = useSay(words);
  const common = useSay(shared);
  const change = useChange('removePerson');
  return (
    <Confirm
      title={say('removePerson', { name })}
      action={common('remove')}
      isDanger
      hasWhy
      isBusy={change.isPending}
      error={change.error}
      line={`lull people remove ${id}`}
      onClose={onClose}
      onDo={(why) => change.mutate({ params: { id }, query: why ? { why } : {} }, { onSuccess: onClose })}
    >
      <p>{say('removePersonText', { name })}</p>
    </Confirm>
  );
}

function PasswordLink({ person: { id, name }, onClose }: Of) {
  const say = useSay(words);
  const change = useChange('resetPassword');
  const title = say('passwordLinkOf', { name });
  if (change.data) {
    return (
      <Once title={title} secret={change.data.link} onClose={onClose}>
        {say('once')} <When at={change.data.expiresAt} />
      </Once>
    );
  }
  return (
    <Confirm
      title={title}
      action={say('makeLink')}
      isBusy={change.isPending}
      error={change.error}
      line={`lull people password-link ${id}`}
      onClose={onClose}
      onDo={() => change.mutate({ params: { id } })}
    >
      <p>{say('passwordLinkText', { name })}</p>
    </Confirm>
  );
}
