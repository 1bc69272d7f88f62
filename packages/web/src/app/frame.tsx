import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAsk } from '../api/use.ts';
import { languages, useLanguage, useSay } from '../words/words.tsx';
import { Connection } from './connection.tsx';
import { KeyHelp, useKeys } from './keys.tsx';
import { pages } from './pages.ts';
import { SignedOut } from './signed-out.tsx';

const words = {
  skip: { en: 'To the content', de: 'Zum Inhalt' },
  menu: { en: 'Menu', de: 'Menü' },
  account: { en: 'Your account', de: 'Ihr Konto' },
  language: { en: 'Language', de: 'Sprache' },
  keys: { en: 'Keys', de: 'Tasten' },
};

/** What is around every page: the menu, who is signed in, and how it stands with the connection. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const say = useSay(words);
  const [isHelp, setIsHelp] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  useKeys(() => setIsHelp(true));
  const { error } = useAsk('readMe');
  return (
    <>
      <a className="skip" href="#content">
        {say('skip')}
      </a>
      <header className="frame">
        <Link href="/" className="brand">
          Lull
        </Link>
        <button
          type="button"
          className="menu-button"
          aria-expanded={isOpen}
          aria-controls="menu"
          onClick={() => setIsOpen(!isOpen)}
        >
          {say('menu')}
        </button>
        <Connection />
        <Account onKeys={() => setIsHelp(true)} />
      </header>
      <div className="frame-body">
        <Menu isOpen={isOpen} onChosen={() => setIsOpen(false)} />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      {isHelp && <KeyHelp onClose={() => setIsHelp(false)} />}
      {error?.code === 'not-signed-in' && <SignedOut />}
    </>
  );
}

function Menu({ isOpen, onChosen }: { readonly isOpen: boolean; readonly onChosen: () => void }) {
  const say = useSay(words);
  const { language } = useLanguage();
  const [at] = useLocation();
  return (
    <nav id="menu" aria-label={say('menu')} className={isOpen ? 'menu open' : 'menu'}>
      <ul>
        {pages.map(({ path, name }) => {
          if (name === undefined) return null;
          const isHere = path === '/' ? at === '/' : at === path || at.startsWith(`${path}/`);
          return (
            <li key={path}>
              <Link href={path} aria-current={isHere ? 'page' : undefined} onClick={onChosen}>
                {name[language]}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Account({ onKeys }: { readonly onKeys: () => void }) {
  const say = useSay(words);
  const { language, choose } = useLanguage();
  const { data: me } = useAsk('readMe');
  return (
    <div className="account">
      <fieldset className="languages">
        <legend className="hidden">{say('language')}</legend>
        {languages.map((one) => (
          <button
            key={one}
            type="button"
            className="small"
            lang={one}
            aria-pressed={one === language}
            onClick={() => choose(one)}
          >
            {one.toUpperCase()}
          </button>
        ))}
      </fieldset>
      <button type="button" className="small keys-button" onClick={onKeys} aria-keyshortcuts="?">
        {say('keys')}
      </button>
      <a href="/account">{me?.name ?? say('account')}</a>
    </div>
  );
}
