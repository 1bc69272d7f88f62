import type { Texts } from '../../words/words.tsx';

/** What the first page says. */
export const words = {
  title: { en: 'Home', de: 'Start' },
  schedule: { en: 'Plan a downtime', de: 'Eine Unterbrechung planen' },
  needs: { en: 'Needs somebody', de: 'Braucht jemanden' },
  needsNothing: {
    en: 'Nothing waits for anybody.',
    de: 'Nichts wartet auf jemanden.',
  },
  now: { en: 'Now', de: 'Jetzt' },
  nowNothing: { en: 'Nothing is under way.', de: 'Nichts ist im Gang.' },
  next: { en: 'Next', de: 'Als Nächstes' },
  nextNothing: { en: 'Nothing is scheduled.', de: 'Nichts ist angesetzt.' },
  finished: { en: 'Just finished', de: 'Gerade beendet' },
  finishedNothing: { en: 'Nothing has been finished yet.', de: 'Noch nichts ist beendet.' },
  noService: {
    en: 'Lull does not know a service yet. The first steps take a few minutes.',
    de: 'Lull kennt noch keinen Dienst. Die ersten Schritte dauern ein paar Minuten.',
  },
  firstSteps: { en: 'First steps', de: 'Erste Schritte' },
  in: { en: 'in {length}', de: 'in {length}' },
  since: { en: '{length} ago', de: 'vor {length}' },
  endsIn: { en: 'expected to end in {length}', de: 'voraussichtlich zu Ende in {length}' },
  lateBy: { en: 'later than expected by {length}', de: 'später als erwartet, um {length}' },
  approval: {
    en: 'waits for a second person to agree',
    de: 'wartet darauf, dass eine zweite Person zustimmt',
  },
  warning: { en: 'begins soon: go or no-go', de: 'beginnt bald: anfangen oder nicht' },
  overdue: { en: 'should be over and is not', de: 'sollte vorbei sein und ist es nicht' },
  failed: {
    en: 'failed; it stays as it is until a person decides',
    de: 'ist gescheitert; es bleibt, wie es ist, bis jemand entscheidet',
  },
  asking: { en: 'Its steps wait for an answer: {why}', de: 'Seine Schritte warten auf eine Antwort: {why}' },
  stuck: { en: 'Its steps cannot go on: {why}', de: 'Seine Schritte kommen nicht weiter: {why}' },
  gates: {
    en: '{service}: {confirmed} of {expected} gates do what they should',
    de: '{service}: {confirmed} von {expected} Gates tun, was sie sollen',
  },
  agent: { en: 'The agent {name} is not heard', de: 'Der Agent {name} meldet sich nicht' },
  agentTrouble: {
    en: 'The agent {name} has trouble: {trouble}',
    de: 'Der Agent {name} hat ein Problem: {trouble}',
  },
} as const satisfies Texts;
