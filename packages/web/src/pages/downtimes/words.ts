import type { Texts } from '../../words/words.tsx';

/** What the list of downtimes says. */
export const words = {
  title: { en: 'Downtimes', de: 'Unterbrechungen' },
  plan: { en: 'Plan a downtime', de: 'Unterbrechung planen' },
  filters: { en: 'Filters', de: 'Filter' },
  state: { en: 'State', de: 'Stand' },
  any: { en: 'Any', de: 'Alle' },
  text: { en: 'Title contains', de: 'Titel enthält' },
  from: { en: 'Not over before', de: 'Nicht vorbei vor' },
  to: { en: 'Begins before', de: 'Beginnt vor' },
  order: { en: 'Order', de: 'Reihenfolge' },
  latest: { en: 'Latest first', de: 'Späteste zuerst' },
  earliest: { en: 'Earliest first', de: 'Früheste zuerst' },
  downtime: { en: 'Downtime', de: 'Unterbrechung' },
  begins: { en: 'Begins', de: 'Beginnt' },
  over: { en: 'Expected to be over', de: 'Voraussichtlich vorbei' },
  owner: { en: 'Owner', de: 'Verantwortlich' },
  noStart: { en: 'no start yet', de: 'noch kein Beginn' },
  none: {
    en: 'There is no downtime yet. This schedules the first one:',
    de: 'Es gibt noch keine Unterbrechung. So setzen Sie die erste an:',
  },
  noneSuch: { en: 'No downtime is like that.', de: 'So eine Unterbrechung gibt es nicht.' },
  clear: { en: 'Clear the filters', de: 'Filter löschen' },
} as const satisfies Texts;
