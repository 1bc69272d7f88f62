import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Answer, ask, type Refusal } from '../../api/ask.ts';

/** A window or a freeze. */
export type Kind = 'window' | 'freeze';

/** One of them, as the API has it. */
export type Rule = Answer<'readWindow'>;

/** Its fields as they are written in lull.yaml. */
export type Body = Readonly<Record<string, unknown>>;

const kinds = {
  window: {
    list: 'listWindows',
    read: 'readWindow',
    put: 'putWindow',
    remove: 'deleteWindow',
    preview: 'previewWindow',
    path: 'windows',
  },
  freeze: {
    list: 'listFreezes',
    read: 'readFreeze',
    put: 'putFreeze',
    remove: 'deleteFreeze',
    preview: 'previewFreeze',
    path: 'freezes',
  },
} as const;

/** What its endpoints are called, typed as a window's: a freeze's take and give the same. */
export function named(kind: Kind): (typeof kinds)['window'] {
  return kinds[kind] as (typeof kinds)['window'];
}

/** The address of its editor; `new` without a name. */
export function editorOf(kind: Kind, name: string | null): string {
  const { path } = named(kind);
  // One that is really called so is told from what is made anew.
  if (name === null) return `/${path}/new`;
  return `/${path}/${encodeURIComponent(name)}${name === 'new' ? '?there' : ''}`;
}

type Listing = 'listWindows' | 'listFreezes' | 'listServices';

/** A list as a whole, page after page. */
export function useWhole(name: Listing): { items: readonly Rule[] | undefined; error: Refusal | null } {
  const { data, error } = useQuery<Rule[], Refusal>({
    queryKey: [name, 'whole'],
    queryFn: async ({ signal }) => {
      const items: Rule[] = [];
      let after: string | null = null;
      do {
        const page: Answer<'listServices'> = await ask(name, {
          query: after === null ? {} : { after },
          signal,
        });
        items.push(...page.items);
        after = page.next;
      } while (after !== null);
      return items;
    },
  });
  return { items: data, error };
}

/** The services of a list that name each window. */
export function namersOf(services: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const namers = new Map<string, Rule[]>();
  for (const service of services) {
    for (const window of (service.body.windows as readonly string[] | undefined) ?? []) {
      namers.set(window, [...(namers.get(window) ?? []), service]);
    }
  }
  return namers;
}

/** The services that a freeze is for; null for all. */
export function servicesOf(freeze: Body): readonly string[] | null {
  return (
    ((freeze.scope as { services?: readonly string[] | null } | null | undefined)?.services ?? null) || null
  );
}

/** A value once it has stayed the same for a moment. */
export function useSettled<T>(value: T, moment = 350): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), moment);
    return () => clearTimeout(timer);
  }, [value, moment]);
  return settled;
}
