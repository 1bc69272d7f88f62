import type { Answer } from '../../api/ask.ts';
import { type Texts, useSay } from '../../words/words.tsx';

type Kind = Answer<'listNotices'>['items'][number]['kind'];

const words = {
  scheduled: { en: 'scheduled', de: 'angesetzt' },
  reminder: { en: 'reminder', de: 'Erinnerung' },
  moved: { en: 'moved', de: 'verlegt' },
  withdrawn: { en: 'withdrawn', de: 'zurückgenommen' },
  cancelled: { en: 'called off', de: 'abgesagt' },
  delayed: { en: 'delayed', de: 'verspätet' },
  started: { en: 'started', de: 'begonnen' },
  overrunning: { en: 'overrunning', de: 'dauert länger' },
  extended: { en: 'extended', de: 'verlängert' },
  completed: { en: 'completed', de: 'beendet' },
  aborted: { en: 'turned back', de: 'umgekehrt' },
  asked: { en: 'question to the team', de: 'Frage ans Team' },
  'asked-again': { en: 'question to the team, again', de: 'Frage ans Team, noch einmal' },
  answered: { en: 'answer, to the team', de: 'Antwort, ans Team' },
  overdue: { en: 'overdue, to the team', de: 'überfällig, ans Team' },
  prolonged: { en: 'extended by rule, to the team', de: 'nach Regel verlängert, ans Team' },
  'turning-back': { en: 'turning back, to the team', de: 'kehrt um, ans Team' },
  stuck: { en: 'stuck, to the team', de: 'steckt fest, ans Team' },
  over: { en: 'over, to the team', de: 'vorbei, ans Team' },
} as const satisfies Texts & Record<Kind, unknown>;

/** What says what a notice tells. */
export function useNoticeKind(): (kind: Kind) => string {
  return useSay(words);
}
