import type { Words } from '../../../src/announce/words/contract.ts';
import type { WorkKind, WorkTold } from '../../../src/announce/work/contract.ts';
import type { WorkFacts } from '../../../src/announce/work/facts.ts';
import { HOUR, MINUTE, parseInstant } from '../../../src/time/instant.ts';
import { plan } from '../../store/downtimes.ts';

/** When the letters are written: half an hour before the latest moment to turn back. */
export const now = parseInstant('2026-12-04T01:10:00Z');

const nothing: WorkTold = {
  ...{ key: 'turn-back', about: 'turn-back', step: null, said: null, until: null, byRule: null },
  ...{ choices: [], decided: null, oldEnd: null },
};

/** Everything that people at work can be told, by what it is called. */
export const examples: Readonly<Record<string, { readonly kind: WorkKind; readonly work: WorkTold }>> = {
  'a step that asks': {
    kind: 'asked',
    work: {
      ...nothing,
      ...{ about: 'confirm', step: 'look', said: 'Is the replica level?', choices: ['yes', 'no'] },
      ...{ until: now + 10 * MINUTE, byRule: 'give-up' },
    },
  },
  'a step that failed': {
    kind: 'asked',
    work: {
      ...nothing,
      ...{ about: 'failed', step: 'copy it', said: 'Step "copy it" failed: the disk is full.' },
      ...{ until: now + 30 * MINUTE, byRule: 'extend', choices: ['done', 'again', 'failed'] },
    },
  },
  'a step of which nobody knows, again': {
    kind: 'asked-again',
    work: {
      ...nothing,
      ...{ about: 'unknown', step: 'copy', said: 'Step "copy" may have been done or not.' },
      ...{ until: now + 30 * MINUTE, byRule: 'roll-back', choices: ['done', 'again', 'failed'] },
    },
  },
  'the latest moment to turn back': {
    kind: 'asked',
    work: { ...nothing, until: now + 50 * MINUTE, byRule: 'stays', choices: ['extend', 'abort'] },
  },
  'a check by a person': {
    kind: 'asked',
    work: {
      ...nothing,
      about: 'verify',
      until: now + 30 * MINUTE,
      byRule: 'ask',
      choices: ['verified', 'abort'],
    },
  },
  'visitors are out again': {
    kind: 'asked',
    work: { ...nothing, about: 'watch', byRule: 'stays', choices: ['finish', 'abort'] },
  },
  'nobody is heard from': {
    kind: 'asked',
    work: {
      ...nothing,
      ...{ about: 'presence', said: 'nobody has answered: is somebody at work?', byRule: 'stays' },
      choices: ['here', 'finish', 'abort'],
    },
  },
  'what is waited for': {
    kind: 'asked',
    work: {
      ...nothing,
      ...{ about: 'waits', said: 'the agent db-1 was never heard', byRule: 'stays' },
      choices: ['show', 'abort'],
    },
  },
  'what could not be undone': {
    kind: 'stuck',
    work: {
      ...nothing,
      ...{ about: 'not-undone', step: 'copy', said: 'no space left', byRule: 'stays' },
      choices: ['done', 'again', 'left'],
    },
  },
  'what is stuck': {
    kind: 'stuck',
    work: {
      ...nothing,
      ...{ about: 'stuck', said: 'the agent db-1 was removed', byRule: 'stays' },
      choices: ['resume', 'rollback', 'reopen'],
    },
  },
  'a promised end that has passed': {
    kind: 'overdue',
    work: { ...nothing, about: 'overdue', byRule: 'stays', choices: ['extend', 'abort'] },
  },
  'a decision': {
    kind: 'answered',
    work: {
      ...nothing,
      ...{ about: 'failed', step: 'copy' },
      decided: { by: 'ada', choice: 'again', why: 'the disk is free now' },
    },
  },
  'an end that moved by rule': { kind: 'prolonged', work: { ...nothing, oldEnd: now + 20 * MINUTE } },
  'turning back': {
    kind: 'turning-back',
    work: { ...nothing, about: 'waits', said: 'step "copy" failed: the disk is full', choices: ['show'] },
  },
  'the end': { kind: 'over', work: { ...nothing, about: 'waits' } },
};

/** The facts of a letter to look at: of a web shop whose database is moved. */
export function factsOf(name: string, words: Words, zone: string | null): WorkFacts {
  const { kind, work } = examples[name]!;
  return {
    ...{ kind, work, words, zone, now },
    downtime: {
      id: '01980a4c-5a4e-7d3c-9d55-8f0b3c1d2e4f',
      plan: { ...plan, title: words.texts.example!.title!, takes: HOUR, extendBy: 30 * MINUTE },
      expectedEnd: kind === 'overdue' ? now - 5 * MINUTE : now + 50 * MINUTE,
      state: kind === 'over' ? 'aborted' : 'down',
    },
    services: [{ name: 'shop', title: words.texts.example!.shop!, zone: 'Europe/Berlin' }],
    page: {
      ...{ title: 'Example status', site: null, zone: 'UTC', colour: '#1a6b54', logo: null },
      ...{ url: 'https://status.example.com', isSignUpOpen: true, contact: null },
    },
    who: work.decided === null ? null : 'Ada Lovelace',
  };
}
