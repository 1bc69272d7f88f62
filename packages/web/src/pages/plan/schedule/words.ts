import type { Texts } from '../../../words/words.tsx';

/** What the scheduling of a moment says. */
export const words = {
  title: { en: 'Schedule a downtime', de: 'Unterbrechung ansetzen' },
  doneWhat: { en: 'What is done', de: 'Was gemacht wird' },
  doneHint: {
    en: 'In a few words; people are told them.',
    de: 'In wenigen Worten; sie werden den Leuten gesagt.',
  },
  owner: { en: 'Owner', de: 'Verantwortlich' },
  ownerHint: {
    en: 'You, when left empty. Else an id or an address.',
    de: 'Sie, wenn leer. Sonst eine Kennung oder Adresse.',
  },
  people: { en: 'People who do the work too', de: 'Wer mitarbeitet' },
  peopleHint: { en: 'Ids or addresses, with commas between.', de: 'Kennungen oder Adressen, mit Kommas.' },
  paths: { en: 'Paths that are closed', de: 'Pfade, die geschlossen sind' },
  pathsHint: {
    en: 'Such as /checkout; with spaces between.',
    de: 'Wie /checkout; mit Leerzeichen dazwischen.',
  },
  tenants: { en: 'Tenants that are shut out', de: 'Mandanten, die draußen bleiben' },
  tenantsHint: { en: 'With commas between.', de: 'Mit Kommas dazwischen.' },
  steps: { en: 'Steps', de: 'Schritte' },
  byHand: { en: 'By hand, without steps', de: 'Von Hand, ohne Schritte' },
  away: { en: '(its agent is away)', de: '(sein Agent ist nicht da)' },
  server: { en: 'server', de: 'Server' },
  override: { en: 'Set aside the rules in the way', de: 'Die Regeln im Weg außer Kraft setzen' },
  overrideHint: { en: 'It is recorded with your reason.', de: 'Das wird mit Ihrem Grund festgehalten.' },
  reason: { en: 'Reason', de: 'Grund' },
  inTheWay: { en: 'In the way', de: 'Im Weg' },
  mayNotOverride: {
    en: 'You may not set them aside. Choose another moment, or save a draft and ask someone who may.',
    de: 'Sie dürfen sie nicht außer Kraft setzen. Wählen Sie einen anderen Zeitpunkt, oder speichern Sie einen Entwurf und fragen jemanden, der es darf.',
  },
  look: { en: 'Preview what follows', de: 'Vorschau, was folgt' },
  follows: { en: 'What follows', de: 'Was folgt' },
  schedule: { en: 'Schedule', de: 'Ansetzen' },
  draft: { en: 'Save as draft', de: 'Als Entwurf speichern' },
  approval: {
    en: 'It will wait for the approval of a second person.',
    de: 'Es wartet dann auf die Zustimmung einer zweiten Person.',
  },
  stale: { en: 'Changed since the preview.', de: 'Seit der Vorschau geändert.' },
} as const satisfies Texts;
