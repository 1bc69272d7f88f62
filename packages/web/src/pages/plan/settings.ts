import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import { lengthWritten, shortLength } from '../../time/lengths.ts';

/** The ways in which a service is taken down that the page plans for. */
export const modes = ['full', 'read-only', 'partial', 'hold', 'at-risk'] as const;
export type Mode = (typeof modes)[number];

/** How many days ahead may be looked at. */
export const horizons = [7, 14, 28] as const;

/** What the page is asked; it stands in the address. Lengths are milliseconds. */
export interface Settings {
  readonly service: string | null;
  readonly takes: number;
  readonly rollback: number;
  readonly mode: Mode;
  /** The day from which on is looked, `2026-12-05` in the service's zone; null for now. */
  readonly from: string | null;
  readonly days: number;
  /** On whose clock the week is drawn. */
  readonly clock: 'service' | 'mine';
  /** The moment that is chosen, UTC milliseconds; null for the best. */
  readonly at: number | null;
}

const usual: Settings = {
  service: null,
  takes: 3_600_000,
  rollback: 0,
  mode: 'full',
  from: null,
  days: 14,
  clock: 'service',
  at: null,
};

/** What an address says. */
export function settingsIn(search: string): Settings {
  const query = new URLSearchParams(search);
  const length = (name: 'takes' | 'rollback'): number => {
    const text = query.get(name);
    return (text === null ? null : lengthWritten(text)) ?? usual[name];
  };
  const from = query.get('from');
  const at = Date.parse(query.get('at') ?? '');
  const takes = length('takes');
  return {
    service: query.get('service'),
    takes: takes > 0 ? takes : usual.takes,
    rollback: length('rollback'),
    mode: modes.find((mode) => mode === query.get('mode')) ?? usual.mode,
    from: from !== null && /^\d{4}-\d\d-\d\d$/.test(from) && !Number.isNaN(Date.parse(from)) ? from : null,
    days: horizons.find((days) => String(days) === query.get('days')) ?? usual.days,
    clock: query.get('clock') === 'mine' ? 'mine' : 'service',
    at: Number.isNaN(at) ? null : at,
  };
}

/** The settings as an address says them; what is as usual is left out. */
export function searchOf(settings: Settings): string {
  const { service, takes, rollback, mode, from, days, clock, at } = settings;
  const query = new URLSearchParams();
  if (service !== null) query.set('service', service);
  if (takes !== usual.takes) query.set('takes', shortLength(takes));
  if (rollback !== 0) query.set('rollback', shortLength(rollback));
  if (mode !== usual.mode) query.set('mode', mode);
  if (from !== null) query.set('from', from);
  if (days !== usual.days) query.set('days', String(days));
  if (clock !== usual.clock) query.set('clock', clock);
  if (at !== null) query.set('at', new Date(at).toISOString().replace('.000', ''));
  return query.toString();
}

/** How long the address lags behind, ms: browsers refuse to have it changed with every move of a finger. */
const lag = 300;

/**
 * The settings, and what changes some of them. The address follows, so that it can be kept, sent and loaded
 * again; who leads to another address of this page changes the settings.
 */
export function useSettings(): readonly [Settings, (some: Partial<Settings>) => void] {
  const search = useSearch();
  const [settings, setSettings] = useState(() => settingsIn(search));
  const written = useRef(search);
  useEffect(() => {
    if (search === written.current) return;
    written.current = search;
    setSettings(settingsIn(search));
  }, [search]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const next = searchOf(settings);
      if (next === written.current) return;
      written.current = next;
      history.replaceState(null, '', next === '' ? location.pathname : `?${next}`);
    }, lag);
    return () => clearTimeout(timer);
  }, [settings]);
  const change = useCallback(
    (some: Partial<Settings>) => setSettings((before) => ({ ...before, ...some })),
    [],
  );
  return [settings, change];
}
