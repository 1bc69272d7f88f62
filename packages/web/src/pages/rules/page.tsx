import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { CommandLine } from '../../parts/command-line.tsx';
import { Empty } from '../../parts/empty.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { editorOf, type Kind, namersOf, type Rule, useWhole } from './kinds.ts';
import './page.css';
import { RuleCard } from './rule-card.tsx';
import { ahead } from './strip.tsx';
import { words } from './words.ts';

/** Windows and freezes: what they are, when next, and who names them. */
export default function Rules() {
  const say = useSay(words);
  const may = useMay();
  const { items: services } = useWhole('listServices');
  const mayFreeze = may('configure') || services?.some(({ name }) => may('configure', [name]));
  const [search] = useSearchParams();
  const [saved, removed] = [search.get('saved'), search.get('removed')];
  return (
    <Screen
      title={say('title')}
      actions={
        <>
          {may('configure') && (
            <Link className="button main" href={editorOf('window', null)}>
              {say('newWindow')}
            </Link>
          )}
          {mayFreeze && (
            <Link className="button" href={editorOf('freeze', null)}>
              {say('newFreeze')}
            </Link>
          )}
        </>
      }
    >
      {saved !== null && (
        <p className="notice-line" role="status">
          {say('saved', { name: saved })}
        </p>
      )}
      {removed !== null && (
        <p className="notice-line" role="status">
          {say('removed', { name: removed })}
        </p>
      )}
      <Section kind="window" />
      <Section kind="freeze" />
    </Screen>
  );
}

/** How many are shown at first, and more with every "Show more". */
const step = 50;

function Section({ kind }: { readonly kind: Kind }) {
  const say = useSay(words);
  const common = useSay(shared);
  const isWindow = kind === 'window';
  const { items, error } = useWhole(isWindow ? 'listWindows' : 'listFreezes');
  const { items: services } = useWhole('listServices');
  // The period stays as it was when the page was opened, so that what is kept is found again.
  const [from] = useState(() => Math.floor(Date.now() / 60_000) * 60_000);
  const query = { from: new Date(from).toISOString(), to: new Date(from + ahead).toISOString() };
  const { data: occurrences } = useAsk('listOccurrences', { query });
  const [find, setFind] = useState('');
  const [most, setMost] = useState(step);
  const namers = namersOf(services ?? []);
  const found = items?.filter(({ name }) => name.toLowerCase().includes(find.trim().toLowerCase()));
  const timesOf = (rule: Rule) =>
    occurrences?.items.filter((one) => one.kind === kind && one.name === rule.name);
  return (
    <section className="rules" aria-labelledby={`rules-${kind}`}>
      <div className="rules-head">
        <div>
          <h2 id={`rules-${kind}`}>{say(isWindow ? 'windows' : 'freezes')}</h2>
          <p className="quiet">{say(isWindow ? 'whatWindow' : 'whatFreeze')}</p>
        </div>
        {items && items.length > 8 && (
          <label className="field">
            {say('find')}
            <input type="search" value={find} onChange={({ target }) => setFind(target.value)} />
          </label>
        )}
      </div>
      <Refused error={error} />
      {items === undefined && !error && <p className="quiet">{common('loading')}</p>}
      {items?.length === 0 && (
        <Empty
          command={
            isWindow
              ? 'lull windows put nightly -f nightly.yaml'
              : 'lull freezes put christmas -f christmas.yaml'
          }
        >
          {say(isWindow ? 'noWindows' : 'noFreezes')}
        </Empty>
      )}
      {found && found.length > 0 && (
        <ul className="rule-list">
          {found.slice(0, most).map((rule) => (
            <RuleCard
              key={rule.name}
              kind={kind}
              rule={rule}
              from={from}
              times={timesOf(rule)}
              namers={namers.get(rule.name) ?? []}
            />
          ))}
        </ul>
      )}
      {items && items.length > 0 && found?.length === 0 && <p role="status">{say('noneFound')}</p>}
      {found && found.length > most && (
        <button type="button" onClick={() => setMost(most + step)}>
          {common('more')}
        </button>
      )}
      {items && items.length > 0 && (
        <CommandLine line={isWindow ? 'lull windows list' : 'lull freezes list'} />
      )}
    </section>
  );
}
