import { useState } from 'react';
import { actions } from '../../api/contract.ts';
import { useChange } from '../../api/use.ts';
import { quoted } from '../../parts/command-line.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { ServiceChoice } from '../../parts/service-choice.tsx';
import { useSay } from '../../words/words.tsx';
import { Once } from './once.tsx';
import { type Role, RoleChoice } from './role-choice.tsx';
import { words } from './words.ts';

type Action = keyof typeof actions;

const actionNames = Object.keys(actions) as Action[];
const days = ['30', '90', '365'] as const;

/** Makes a key for a program, as narrow as it can be; its secret is shown once. */
export function MakeKey({ onClose }: { readonly onClose: () => void }) {
  const say = useSay(words);
  const [written, setName] = useState('');
  const [role, setRole] = useState<Role | null>(null);
  const [scopes, setScopes] = useState<Action[]>([]);
  const [services, setServices] = useState<string[] | null>(null);
  const [lasts, setLasts] = useState('90');
  const make = useChange('makeKey');
  const name = written.trim();
  if (make.data) {
    return (
      <Once title={say('makeKey')} secret={make.data.secret} onClose={onClose}>
        {say('madeKey')}
      </Once>
    );
  }
  const line = [
    `lull keys make ${quoted(name || 'NAME')}`,
    role && `--role ${role}`,
    scopes.length > 0 && `--scope ${scopes.join(',')}`,
    services && services.length > 0 && `--service ${quoted(services.join(','))}`,
    lasts === '' ? '--forever' : `--lasts ${lasts}d`,
  ];
  return (
    <Confirm
      title={say('makeKey')}
      action={say('makeKey')}
      isReady={name !== '' && services?.length !== 0}
      isBusy={make.isPending}
      error={make.error}
      line={line.filter(Boolean).join(' ')}
      onClose={onClose}
      onDo={() =>
        make.mutate({
          body: {
            name,
            role,
            scopes: scopes.length > 0 ? scopes : null,
            services,
            lasts: lasts === '' ? null : `P${lasts}D`,
          },
        })
      }
    >
      <div className="fields">
        <Labelled label={say('keyName')}>
          {(labelled) => (
            <input
              {...labelled}
              autoComplete="off"
              maxLength={60}
              value={written}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Labelled>
        <RoleChoice label={say('most')} role={role} none={say('asYou')} onChoose={setRole} />
        <Labelled label={say('lasts')}>
          {(labelled) => (
            <select {...labelled} value={lasts} onChange={({ target }) => setLasts(target.value)}>
              {days.map((count) => (
                <option key={count} value={count}>
                  {say('days', { count })}
                </option>
              ))}
              <option value="">{say('forever')}</option>
            </select>
          )}
        </Labelled>
      </div>
      <fieldset className="choice">
        <legend>{say('only')}</legend>
        {actionNames.map((action) => (
          <label key={action}>
            <input
              type="checkbox"
              checked={scopes.includes(action)}
              onChange={({ target }) =>
                setScopes(target.checked ? [...scopes, action] : scopes.filter((one) => one !== action))
              }
            />{' '}
            {action}
          </label>
        ))}
        <p className="quiet">{say('onlyHint')}</p>
      </fieldset>
      <ServiceChoice legend={say('grants')} chosen={services} onChoose={setServices} />
    </Confirm>
  );
}
