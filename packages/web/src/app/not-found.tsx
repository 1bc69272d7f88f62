import { Link } from 'wouter';
import { Screen } from '../parts/screen.tsx';
import { useSay } from '../words/words.tsx';

const words = {
  title: { en: 'There is no such page', de: 'Diese Seite gibt es nicht' },
  home: { en: 'To the first page', de: 'Zur ersten Seite' },
};

/** What stands under an address that leads nowhere. */
export function NotFound() {
  const say = useSay(words);
  return (
    <Screen title={say('title')}>
      <p>
        <Link href="/">{say('home')}</Link>
      </p>
    </Screen>
  );
}
