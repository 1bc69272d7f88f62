import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Question } from '../../api/ask.ts';
import { useAsk } from '../../api/use.ts';
import { Labelled } from '../../parts/labelled.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

/** By what the list is narrowed. */
export type Filter = NonNullable<Question<'exportSubscribers'>['query']>;

const states = ['active', 'pending', 'disabled'] as const;
const fields = ['text', 'tag', 'tenant'] as const;

/** The filter that stands in an address. */
export function filterOf(search: URLSearchParams): Filter {
  const state = states.find((one) => one === search.get('state'));
  const channel = (['mail', 'webhook', 'slack', 'ntfy'] as const).find(
    (one) => one === search.get('channel'),
  );
  const service = search.get('service');
  const texts = fields.flatMap((field) => {
    const value = search.get(field);
    return value ? [[field, value]] : [];
  });
  return {
    ...Object.fromEntries(texts),
    ...(state && { state }),
    ...(channel && { channel }),
    ...(service && { service: [service] }),
  };
}

/** Narrows the list; the choice stands in the page's address. */
export function Filters({ filter }: { readonly filter: Filter }) {
  const say = useSay(words);
  const common = useSay(shared);
  const [, setSearch] = useSearchParams();
  const channels = useAsk('listChannels').data?.items ?? [];
  const services = useAsk('listServices', { query: { limit: '1000' } }).data?.items ?? [];
  const choose = (key: string, value: string): void =>
    setSearch(
      (search) => {
        const next = new URLSearchParams(search);
        if (value) next.set(key, value);
        else next.delete(key);
        return next;
      },
      { replace: true },
    );
  const select = (
    key: string,
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <Labelled label={label}>
      {(labelled) => (
        <select {...labelled} value={value} onChange={({ target }) => choose(key, target.value)}>
          <option value="">{say('any')}</option>
          {options.map(([option, name]) => (
            <option key={option} value={option}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
  return (
    <search className="filters" aria-label={say('filter')}>
      <Typed label={say('text')} value={filter.text ?? ''} onTyped={(value) => choose('text', value)} />
      {select(
        'channel',
        say('channel'),
        filter.channel ?? '',
        channels.map(({ name }) => [name, say(name)]),
      )}
      {select(
        'state',
        say('state'),
        filter.state ?? '',
        states.map((one) => [one, say(one)]),
      )}
      {select(
        'service',
        common('service'),
        filter.service?.[0] ?? '',
        services.map(({ name }) => [name, name]),
      )}
      <Typed label={say('tag')} value={filter.tag ?? ''} onTyped={(value) => choose('tag', value)} />
      <Typed label={say('tenant')} value={filter.tenant ?? ''} onTyped={(value) => choose('tenant', value)} />
    </search>
  );
}

/** A text that is told once the typing rests. */
function Typed({
  label,
  value,
  onTyped,
}: {
  readonly label: string;
  readonly value: string;
  readonly onTyped: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onTyped(typed.trim()), 250);
    return () => clearTimeout(timer);
  });
  return (
    <Labelled label={label}>
      {(labelled) => (
        <input {...labelled} type="search" value={typed} onChange={({ target }) => setTyped(target.value)} />
      )}
    </Labelled>
  );
}
