import { useState } from 'react';
import { useMay, useMaySomewhere } from '../../parts/may.ts';
import { Screen } from '../../parts/screen.tsx';
import { useSay } from '../../words/words.tsx';
import { Agents } from './agents.tsx';
import { Invitations } from './invitations.tsx';
import { Invite } from './invite.tsx';
import { Keys } from './keys.tsx';
import { People } from './people.tsx';
import { Roles } from './roles.tsx';
import { Teams } from './teams.tsx';
import { words } from './words.ts';
import './page.css';

/** Who may do what: people, keys, agents, and the teams that own services. */
export default function Team() {
  const say = useSay(words);
  const may = useMay();
  const maySeeAgents = useMaySomewhere('draft');
  const [isInviting, setIsInviting] = useState(false);
  return (
    <Screen
      title={say('title')}
      actions={
        may('administer') && (
          <button type="button" className="main" onClick={() => setIsInviting(true)}>
            {say('invite')}
          </button>
        )
      }
    >
      <p className="quiet">{say('intro')}</p>
      {may('administer') ? (
        <>
          <People />
          <Invitations />
        </>
      ) : (
        <p className="empty">{say('ownersOnly')}</p>
      )}
      <Teams />
      <Keys />
      {maySeeAgents && <Agents />}
      <Roles />
      {isInviting && <Invite onClose={() => setIsInviting(false)} />}
    </Screen>
  );
}
