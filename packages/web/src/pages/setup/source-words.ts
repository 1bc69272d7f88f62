import type { Texts } from '../../words/words.tsx';

/** What is said of a traffic source that is tried. */
export const sourceWords = {
  try: { en: 'Read it now', de: 'Jetzt lesen' },
  again: { en: 'Read it again', de: 'Noch einmal lesen' },
  stop: { en: 'Stop', de: 'Anhalten' },
  reading: { en: 'How much is read', de: 'Wie viel gelesen ist' },
  lines: { en: '{count} lines read', de: '{count} Zeilen gelesen' },
  buckets: { en: '{count} buckets', de: '{count} Abschnitte' },
  ofLength: { en: 'of {length}', de: 'zu {length}' },
  from: { en: 'From', de: 'Von' },
  until: { en: 'until', de: 'bis' },
  format: { en: 'format {format}', de: 'Format {format}' },
  files: { en: 'files: {count}', de: 'Dateien: {count}' },
  requests: { en: '{count} requests', de: '{count} Anfragen' },
  value: { en: 'sum {count}', de: 'Summe {count}' },
  dropped: { en: '{count} left out (bots, assets)', de: '{count} ausgelassen (Bots, Beiwerk)' },
  skipped: { en: '{count} not readable', de: '{count} nicht lesbar' },
  firstSkipped: { en: 'First unreadable line: {line}, {why}', de: 'Erste unlesbare Zeile: {line}, {why}' },
  gatesCount: {
    en: 'Its gates count by themselves, from their first word on: there is nothing to read beforehand.',
    de: 'Die Gates zählen selbst, von ihrem ersten Wort an: Vorher ist nichts zu lesen.',
  },
} as const satisfies Texts;
