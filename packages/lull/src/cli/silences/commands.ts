import type { Registry } from '../registry.ts';

/** `lull silences …`: what monitors are quiet about. */
export const silenceCommands: Registry = {
  list: {
    summary: 'show what is quiet where, and until when',
    load: async () => (await import('./list.ts')).listCommand(),
    isDefault: true,
  },
  check: {
    summary: 'ask every monitor whether it would be quiet, and what fires',
    load: async () => (await import('./check.ts')).checkCommand(),
  },
};
