import { useLive } from '../api/live.ts';
import { Clock } from '../parts/when.tsx';
import { ownZone } from '../time/show.ts';
import { useSay } from '../words/words.tsx';

const words = {
  live: { en: 'Live', de: 'Live' },
  connecting: { en: 'Connecting…', de: 'Verbindet …' },
  lost: {
    en: 'The connection is lost. What you see is as of',
    de: 'Die Verbindung ist unterbrochen. Was Sie sehen, ist von',
  },
  again: { en: 'It comes back by itself.', de: 'Sie kommt von selbst wieder.' },
};

/** How it stands with the connection; where it is lost, since when what is shown is old. */
export function Connection() {
  const say = useSay(words);
  const { state, lostAt } = useLive();
  if (state !== 'lost' || lostAt === null) {
    return (
      <p className="connection" data-connection={state} role="status">
        {say(state === 'live' ? 'live' : 'connecting')}
      </p>
    );
  }
  return (
    <p className="connection" data-connection="lost" role="status">
      {say('lost')} <Clock at={lostAt} /> ({ownZone}). {say('again')}
    </p>
  );
}
