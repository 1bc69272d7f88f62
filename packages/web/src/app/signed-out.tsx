import { Dialog } from '../parts/dialog.tsx';
import { useSay } from '../words/words.tsx';

const words = {
  title: { en: 'You are not signed in any more', de: 'Sie sind nicht mehr angemeldet' },
  text: {
    en: 'Sign in again in another tab, and what you typed here is still there; or go on from here.',
    de: 'Melden Sie sich in einem anderen Tab an, dann bleibt stehen, was Sie hier geschrieben haben; oder von hier aus.',
  },
  there: { en: 'Sign in in another tab', de: 'In einem anderen Tab anmelden' },
  here: { en: 'Sign in here', de: 'Hier anmelden' },
};

/** Told to whoever was signed in and is not; it goes away by itself when they are again. */
export function SignedOut() {
  const say = useSay(words);
  const next = encodeURIComponent(location.pathname + location.search);
  return (
    <Dialog title={say('title')} onClose={() => {}}>
      <p>{say('text')}</p>
      <p className="actions">
        <a className="button main" href="/login?next=/console" target="_blank" rel="noreferrer">
          {say('there')}
        </a>
        <a className="button" href={`/login?next=${next}`}>
          {say('here')}
        </a>
      </p>
    </Dialog>
  );
}
