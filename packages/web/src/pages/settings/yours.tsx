import { useAsk } from '../../api/use.ts';
import { ownZone, showZone } from '../../time/show.ts';
import { languages, useLanguage, useSay } from '../../words/words.tsx';
import { words } from './words.ts';

const names = { en: 'English', de: 'Deutsch' } as const;

/** What the reader chooses alone: the language; and what the console knows of them. */
export function Yours() {
  const say = useSay(words);
  const { language, choose } = useLanguage();
  const { data: me } = useAsk('readMe');
  return (
    <section className="sheet" aria-labelledby="yours-title">
      <h2 id="yours-title">{say('yours')}</h2>
      <dl className="yours">
        <dt>{say('language')}</dt>
        <dd>
          <div className="actions">
            {languages.map((one) => (
              <button
                key={one}
                type="button"
                lang={one}
                aria-pressed={one === language}
                onClick={() => choose(one)}
              >
                {names[one]}
              </button>
            ))}
          </div>
          <span className="quiet">{say('languageText')}</span>
        </dd>
        <dt>{say('yourZone')}</dt>
        <dd>
          {showZone(Date.now(), ownZone, language)}
          <div className="quiet">{say('zoneText')}</div>
        </dd>
        <dt>{say('signedIn')}</dt>
        <dd>
          {me?.name} <a href="/account">{say('account')}</a>
        </dd>
      </dl>
    </section>
  );
}
