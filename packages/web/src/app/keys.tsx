import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { Dialog } from '../parts/dialog.tsx';
import { shared } from '../words/shared.ts';
import { useLanguage, useSay } from '../words/words.tsx';
import { pages } from './pages.ts';

const words = {
  title: { en: 'Keys', de: 'Tasten' },
  followedBy: { en: 'then', de: 'dann' },
  help: { en: 'These keys', de: 'Diese Tasten' },
};

/** How long after `g` the next key counts, ms. */
const patience = 1_500;

/** Lets people go from page to page by `g` and the page's key, and ask for the keys by `?`. */
export function useKeys(onHelp: () => void): void {
  const [, go] = useLocation();
  useEffect(() => {
    let leadAt = Number.NEGATIVE_INFINITY;
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const page = pages.find(({ key }) => key === event.key);
      if (event.key === '?') onHelp();
      else if (page && event.timeStamp - leadAt < patience) go(page.path);
      leadAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [go, onHelp]);
}

function isTyping(target: EventTarget | null): boolean {
  const isField =
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
  return isField || document.querySelector('dialog[open]') !== null;
}

/** Which keys there are. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const say = useSay(words);
  const close = useSay(shared);
  const { language } = useLanguage();
  return (
    <Dialog title={say('title')} onClose={onClose}>
      <dl className="keys">
        {pages.map(({ path, key, name }) =>
          key && name ? (
            <div key={path}>
              <dt>
                <kbd>g</kbd> {say('followedBy')} <kbd>{key}</kbd>
              </dt>
              <dd>{name[language]}</dd>
            </div>
          ) : null,
        )}
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>{say('help')}</dd>
        </div>
      </dl>
      <button type="button" onClick={onClose}>
        {close('close')}
      </button>
    </Dialog>
  );
}
