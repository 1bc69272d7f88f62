import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Text } from '../words/words.tsx';

/** A page of the console: under which path, what it is called, and in which part of the menu it stands. */
export interface PageOf {
  /** Below /console; with `:param`. */
  readonly path: string;
  /** In the menu; none for pages that are led to from others. */
  readonly name?: Text;
  /** The key that leads there after `g`. */
  readonly key?: string;
  readonly content: LazyExoticComponent<ComponentType>;
}

/** Every page, in the order of the menu. */
export const pages: readonly PageOf[] = [
  {
    path: '/',
    name: { en: 'Home', de: 'Start' },
    key: 'h',
    content: lazy(() => import('../pages/home/page.tsx')),
  },
  {
    path: '/plan',
    name: { en: 'Plan', de: 'Planen' },
    key: 'p',
    content: lazy(() => import('../pages/plan/page.tsx')),
  },
  {
    path: '/downtimes',
    name: { en: 'Downtimes', de: 'Unterbrechungen' },
    key: 'd',
    content: lazy(() => import('../pages/downtimes/page.tsx')),
  },
  { path: '/downtimes/:id', content: lazy(() => import('../pages/downtime/page.tsx')) },
  {
    path: '/services',
    name: { en: 'Services', de: 'Dienste' },
    key: 's',
    content: lazy(() => import('../pages/services/page.tsx')),
  },
  { path: '/services/new', content: lazy(() => import('../pages/services/editor.tsx')) },
  { path: '/services/:name', content: lazy(() => import('../pages/services/editor.tsx')) },
  {
    path: '/gates',
    name: { en: 'Gates', de: 'Gates' },
    key: 't',
    content: lazy(() => import('../pages/gates/page.tsx')),
  },
  {
    path: '/windows',
    name: { en: 'Windows and freezes', de: 'Fenster und Sperren' },
    key: 'w',
    content: lazy(() => import('../pages/rules/page.tsx')),
  },
  { path: '/windows/new', content: lazy(() => import('../pages/rules/editor.tsx')) },
  { path: '/windows/:name', content: lazy(() => import('../pages/rules/editor.tsx')) },
  { path: '/freezes', content: lazy(() => import('../pages/rules/page.tsx')) },
  { path: '/freezes/new', content: lazy(() => import('../pages/rules/editor.tsx')) },
  { path: '/freezes/:name', content: lazy(() => import('../pages/rules/editor.tsx')) },
  {
    path: '/audience',
    name: { en: 'Audience', de: 'Empfänger' },
    key: 'u',
    content: lazy(() => import('../pages/audience/page.tsx')),
  },
  {
    path: '/team',
    name: { en: 'Team', de: 'Team' },
    key: 'm',
    content: lazy(() => import('../pages/team/page.tsx')),
  },
  {
    path: '/audit',
    name: { en: 'Audit', de: 'Protokoll' },
    key: 'a',
    content: lazy(() => import('../pages/audit/page.tsx')),
  },
  {
    path: '/settings',
    name: { en: 'Settings', de: 'Einstellungen' },
    key: 'e',
    content: lazy(() => import('../pages/settings/page.tsx')),
  },
  {
    path: '/setup',
    name: { en: 'First steps', de: 'Erste Schritte' },
    content: lazy(() => import('../pages/setup/page.tsx')),
  },
];
