import type { Registry } from '../registry.ts';

/** `lull keys …`: keys for programs. */
export const keyCommands: Registry = {
  list: {
    summary: 'list the keys, without their secrets',
    load: async () => (await import('./list.ts')).listCommand(),
  },
  make: {
    summary: 'make a key for a program',
    load: async () => (await import('./make.ts')).makeCommand(),
  },
  revoke: {
    summary: 'revoke a key',
    load: async () => (await import('./revoke.ts')).revokeCommand(),
  },
};
