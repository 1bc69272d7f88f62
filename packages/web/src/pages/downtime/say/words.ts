import type { Texts } from '../../../words/words.tsx';

/** What may be said, each as a button and as what it does. */
export const commandWords = {
  edit: { en: 'Edit', de: 'Bearbeiten' },
  editDoes: { en: 'Change the plan of this draft.', de: 'Den Plan dieses Entwurfs ändern.' },
  schedule: { en: 'Schedule', de: 'Ansetzen' },
  scheduleDoes: {
    en: 'Promise it, or propose it where a second person is asked for.',
    de: 'Sie zusagen, oder vorschlagen, wo eine zweite Person gefragt ist.',
  },
  approve: { en: 'Approve', de: 'Zustimmen' },
  approveDoes: { en: 'Agree to it as the second person.', de: 'Als zweite Person zustimmen.' },
  reject: { en: 'Decline', de: 'Ablehnen' },
  rejectDoes: { en: 'Decline what was proposed.', de: 'Ablehnen, was vorgeschlagen ist.' },
  reschedule: { en: 'Reschedule', de: 'Verlegen' },
  rescheduleDoes: {
    en: 'Move it or change what was promised; a new revision tells it.',
    de: 'Sie verlegen oder die Zusage ändern; eine neue Fassung sagt es.',
  },
  extend: { en: 'Extend', de: 'Verlängern' },
  extendDoes: {
    en: 'Move its end; promises and silences move with it.',
    de: 'Das Ende verschieben; Zusagen und Ruhe gehen mit.',
  },
  cancel: { en: 'Call off', de: 'Absagen' },
  cancelDoes: { en: 'Call it off before it begins.', de: 'Sie absagen, ehe sie beginnt.' },
  go: { en: 'Go', de: 'Los' },
  goDoes: {
    en: 'It begins at its start, or now where that has come.',
    de: 'Sie beginnt zur angesetzten Zeit, oder jetzt, wenn die gekommen ist.',
  },
  'no-go': { en: 'No-go', de: 'Nicht los' },
  'no-goDoes': {
    en: 'Nothing closes, and it is called off.',
    de: 'Nichts schließt, und sie ist abgesagt.',
  },
  here: { en: 'I am here', de: 'Ich bin da' },
  hereDoes: {
    en: 'Say that you are there and do the work.',
    de: 'Sagen, dass Sie da sind und die Arbeit machen.',
  },
  drained: { en: 'Drained', de: 'Leer gelaufen' },
  drainedDoes: {
    en: 'Say that no work is in flight any more.',
    de: 'Sagen, dass keine Anfrage mehr unterwegs ist.',
  },
  finish: { en: 'The work is done', de: 'Die Arbeit ist getan' },
  finishDoes: {
    en: 'Visitors come back, after the check where one is wanted.',
    de: 'Besucher kommen zurück, nach der Prüfung, wo eine gewünscht ist.',
  },
  verified: { en: 'The check went well', de: 'Die Prüfung war gut' },
  verifiedDoes: { en: 'Visitors come back.', de: 'Besucher kommen zurück.' },
  opened: { en: 'All are back', de: 'Alle sind zurück' },
  openedDoes: {
    en: 'All visitors are back, which ends it.',
    de: 'Alle Besucher sind zurück, damit endet sie.',
  },
  'close-again': { en: 'Close again', de: 'Wieder schließen' },
  'close-againDoes': {
    en: 'Close while visitors come back.',
    de: 'Schließen, während Besucher zurückkommen.',
  },
  abort: { en: 'Turn back', de: 'Umkehren' },
  abortDoes: {
    en: 'Undo what was done, then let visitors in.',
    de: 'Rückgängig machen, was getan ist, dann Besucher einlassen.',
  },
  fail: { en: 'It failed', de: 'Gescheitert' },
  failDoes: {
    en: 'It stays as it is until somebody decides.',
    de: 'Sie bleibt, wie sie ist, bis jemand entscheidet.',
  },
  rollback: { en: 'Roll back', de: 'Zurückrollen' },
  rollbackDoes: { en: 'Undo the work.', de: 'Die Arbeit rückgängig machen.' },
  reopen: { en: 'Open as it is', de: 'Öffnen, wie es ist' },
  reopenDoes: {
    en: 'Let visitors in again though the work failed.',
    de: 'Besucher wieder einlassen, obwohl die Arbeit gescheitert ist.',
  },
  resume: { en: 'Go on', de: 'Weitermachen' },
  resumeDoes: {
    en: 'Go on where it failed, with a new end.',
    de: 'Dort weitermachen, wo es scheiterte, mit neuem Ende.',
  },
  keep: { en: 'Keep it', de: 'Daran festhalten' },
  keepDoes: {
    en: 'Keep it in spite of what changed since it was scheduled.',
    de: 'Daran festhalten, trotz allem, was sich seither geändert hat.',
  },
} as const satisfies Texts;

/** What the dialog says. */
export const sayingWords = {
  follows: { en: 'What follows', de: 'Was daraus folgt' },
  asking: { en: 'Asking what follows …', de: 'Es wird gefragt, was folgt …' },
  incomplete: {
    en: 'What follows is shown as soon as it is all filled in.',
    de: 'Was folgt, steht hier, sobald alles ausgefüllt ist.',
  },
  changeSomething: {
    en: 'What follows is shown as soon as something is changed.',
    de: 'Was folgt, steht hier, sobald etwas geändert ist.',
  },
  by: { en: 'By how much later', de: 'Um wie viel später' },
  byHint: {
    en: 'Such as 30m or 1h 30m, from the end expected now',
    de: 'Etwa 30m oder 1h 30m, ab dem jetzt erwarteten Ende',
  },
  until: { en: 'Or until', de: 'Oder bis' },
  zoneHint: { en: 'On the clock of {zone}', de: 'Auf der Uhr von {zone}' },
  title: { en: 'What is done', de: 'Was getan wird' },
  start: { en: 'Begins', de: 'Beginnt' },
  takes: { en: 'Takes', de: 'Dauert' },
  rollback: { en: 'The way back takes', de: 'Der Rückweg dauert' },
  mode: { en: 'Mode', de: 'Art' },
  override: { en: 'Set the rules in the way aside', de: 'Die Regeln im Weg außer Kraft setzen' },
  overrideHint: {
    en: 'Kept in the record, with your name and the reason, which it needs.',
    de: 'Bleibt im Protokoll, mit Ihrem Namen und dem Grund, den es braucht.',
  },
  reasonNeeded: { en: 'Why (needed)', de: 'Warum (nötig)' },
  changed: {
    en: 'Somebody changed it since you opened this:',
    de: 'Inzwischen wurde sie geändert:',
  },
  changedKept: {
    en: 'What you typed is kept. Look at it again before you say it.',
    de: 'Was Sie geschrieben haben, bleibt. Sehen Sie noch einmal hin, ehe Sie es sagen.',
  },
  lookAgain: { en: 'I have seen it; go on with mine', de: 'Gesehen; mit meinem weitermachen' },
  notOffered: {
    en: 'As it stands now, this cannot be said any more.',
    de: 'So, wie sie jetzt steht, kann das nicht mehr gesagt werden.',
  },
} as const satisfies Texts;
