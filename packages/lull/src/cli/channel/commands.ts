import type { Registry } from '../registry.ts';

/** `lull channels …`: the ways to reach people. */
export const channelCommands: Registry = {
  list: {
    summary: 'show which channels the server can use',
    load: async () => (await import('./list.ts')).listCommand(),
    isDefault: true,
  },
  test: {
    summary: 'send one message that says that it is a test',
    load: async () => (await import('./test.ts')).testCommand(),
  },
};
