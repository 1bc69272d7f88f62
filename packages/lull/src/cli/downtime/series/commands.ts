import type { Registry } from '../../registry.ts';

/** `lull downtime series …`: work that comes again and again. */
export const seriesCommands: Registry = {
  list: {
    summary: 'list the series',
    load: async () => (await import('./list.ts')).listCommand(),
  },
  show: {
    summary: 'show one series',
    load: async () => (await import('./show.ts')).showCommand(),
  },
  create: {
    summary: 'make a series',
    load: async () => (await import('./write.ts')).createCommand(),
  },
  change: {
    summary: 'change a series',
    load: async () => (await import('./write.ts')).changeCommand(),
  },
  end: {
    summary: 'end a series',
    load: async () => (await import('./end.ts')).endCommand(),
  },
};
