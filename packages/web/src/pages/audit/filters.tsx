import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { Labelled } from '../../parts/labelled.tsx';
import { ownZone } from '../../time/show.ts';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { actionNames } from './sentence.ts';
import { words } from './words.ts';

/** What the trail can be narrowed by, as the API and the command line call it. */
export const filterNames = ['actor', 'action', 'subject', 'service', 'from', 'to'] as const;

type Filter = Partial<Record<(typeof filterNames)[number], string>>;

/** The question that stands in an address: times in it are on the reader's clock. */
export function questionOf(search: URLSearchParams): Filter {
  return Object.fromEntries(
    filterNames.flatMap((name): [string, string][] => {
      const value = search.get(name);
      if (!value) return [];
      if (name !== 'from' && name !== 'to') return [[name, value]];
      const at = new Date(value);
      return Number.isNaN(at.getTime()) ? [] : [[name, at.toISOString()]];
    }),
  );
}

/** Narrows the trail; the choice stands in the page's address, so that it can be handed on. */
export function Filters() {
  const say = useSay(words);
  const common = useSay(shared);
  const [search, setSearch] = useSearchParams();
  const people = useAsk('listPeople').data?.items ?? [];
  const keys = useAsk('listKeys', { query: { all: 'true' } }).data?.items ?? [];
  const services = useAsk('listServices', { query: { limit: '1000' } }).data?.items ?? [];
  const actors = [
    ...people.map(({ id, name }) => [id, name] as const),
    ...keys.map(({ id, name, personName }) => [id, say('key', { person: personName ?? '–', name })] as const),
  ];
  const actor = search.get('actor') ?? '';
  const choose = (key: string, value: string): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(key, value);
        else next.delete(key);
        return next;
      },
      { replace: true },
    );
  const clock = (key: 'from' | 'to') => (
    <Labelled label={say(key)} hint={say('zoneHint', { zone: ownZone })}>
      {(labelled) => (
        <input
          {...labelled}
          type="datetime-local"
          value={search.get(key) ?? ''}
          onChange={({ target }) => choose(key, target.value)}
        />
      )}
    </Labelled>
  );
  return (
    <search className="filters" aria-label={say('filter')}>
      <Labelled label={say('who')}>
        {(labelled) => (
          <select {...labelled} value={actor} onChange={({ target }) => choose('actor', target.value)}>
            <option value="">{say('anybody')}</option>
            {actor && !actors.some(([id]) => id === actor) && <option value={actor}>{actor}</option>}
            {actors.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Typed name="action" onTyped={choose} list="audit-actions" />
      <datalist id="audit-actions">
        {actionNames.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Typed name="subject" onTyped={choose} />
      <Labelled label={common('service')}>
        {(labelled) => (
          <select
            {...labelled}
            value={search.get('service') ?? ''}
            onChange={({ target }) => choose('service', target.value)}
          >
            <option value="">{say('any')}</option>
            {services.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {clock('from')}
      {clock('to')}
      {search.size > 0 && (
        <button type="button" onClick={() => setSearch({}, { replace: true })}>
          {say('clear')}
        </button>
      )}
    </search>
  );
}

/** A text that is told once the typing rests. */
function Typed({
  name,
  list,
  onTyped,
}: {
  readonly name: 'action' | 'subject';
  readonly list?: string;
  readonly onTyped: (name: string, value: string) => void;
}) {
  const say = useSay(words);
  const [search] = useSearchParams();
  const value = search.get(name) ?? '';
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onTyped(name, typed.trim()), 250);
    return () => clearTimeout(timer);
  });
  return (
    <Labelled label={say(name)} hint={say(`${name}Hint`)}>
      {(labelled) => (
        <input {...labelled} list={list} value={typed} onChange={({ target }) => setTyped(target.value)} />
      )}
    </Labelled>
  );
}
