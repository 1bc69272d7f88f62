import { type CommandEntry, group, type Registry } from '../registry.ts';
import { sayings } from './sayings.ts';
import { seriesCommands } from './series/commands.ts';

/** A row of the table whose command has nothing but an id and a reason. */
const said = (says: keyof typeof sayings): CommandEntry => ({
  summary: sayings[says].summary,
  load: async () => (await import('./say.ts')).sayCommand(says),
});

/** `lull downtime …`, in the order of a downtime's life. */
export const downtimeCommands: Registry = {
  plan: {
    summary: 'find the moments that hurt the fewest people',
    load: async () => (await import('./plan.ts')).planCommand(),
  },
  draft: {
    summary: 'write one down without promising it',
    load: async () => (await import('./schedule.ts')).draftCommand(),
  },
  edit: {
    summary: sayings.edit.summary,
    load: async () => (await import('./change.ts')).editCommand(),
  },
  schedule: {
    summary: sayings.schedule.summary,
    load: async () => (await import('./schedule.ts')).scheduleCommand(),
  },
  list: {
    summary: 'list what is planned and under way',
    load: async () => (await import('./list.ts')).listCommand(),
  },
  show: {
    summary: 'show one, and what may be done now',
    load: async () => (await import('./show.ts')).showCommand(),
  },
  watch: {
    summary: 'follow one to its end',
    load: async () => (await import('./watch.ts')).watchCommand(),
  },
  approve: {
    summary: sayings.approve.summary,
    load: async () => (await import('./approve.ts')).approveCommand(),
  },
  reject: said('reject'),
  reschedule: {
    summary: sayings.reschedule.summary,
    load: async () => (await import('./change.ts')).rescheduleCommand(),
  },
  keep: said('keep'),
  cancel: said('cancel'),
  here: said('here'),
  go: said('go'),
  start: {
    summary: 'the same as go',
    load: async () => (await import('./say.ts')).sayCommand('go', 'start'),
  },
  'no-go': said('no-go'),
  drained: said('drained'),
  extend: {
    summary: sayings.extend.summary,
    load: async () => (await import('./extend.ts')).newEndCommand('extend'),
  },
  finish: said('finish'),
  verified: said('verified'),
  opened: said('opened'),
  'close-again': said('close-again'),
  abort: said('abort'),
  fail: said('fail'),
  rollback: said('rollback'),
  reopen: said('reopen'),
  resume: {
    summary: sayings.resume.summary,
    load: async () => (await import('./extend.ts')).newEndCommand('resume'),
  },
  series: {
    summary: 'work that comes again and again',
    load: group('series', 'Work that comes again and again: one downtime for each time.', seriesCommands),
  },
};
