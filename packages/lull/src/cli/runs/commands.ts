import type { Registry } from '../registry.ts';

/** `lull run …`: the work itself. */
export const runCommands: Registry = {
  list: {
    summary: 'list the downtimes whose steps are under way',
    load: async () => (await import('./list.ts')).listCommand(),
    isDefault: true,
  },
  show: {
    summary: 'show the steps of a downtime as they are run',
    load: async () => (await import('./show.ts')).showCommand(),
  },
  watch: {
    summary: 'follow the steps to the end',
    load: async () => (await import('./watch.ts')).watchCommand(),
  },
  answer: {
    summary: 'answer what the steps ask',
    load: async () => (await import('./answer.ts')).answerCommand(),
  },
  output: {
    summary: 'print what the steps printed',
    load: async () => (await import('./output.ts')).outputCommand(),
  },
};
