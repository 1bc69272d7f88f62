import type { Registry } from '../registry.ts';

/** `lull agents …`: the hosts that run steps. */
export const agentCommands: Registry = {
  list: {
    summary: 'show which agents are there, and what they do',
    load: async () => (await import('./list.ts')).listCommand(),
    isDefault: true,
  },
  add: {
    summary: 'enrol an agent: its key',
    load: async () => (await import('./add.ts')).addCommand(),
  },
  rotate: {
    summary: 'give an agent another key',
    load: async () => (await import('./rotate.ts')).rotateCommand(),
  },
  remove: {
    summary: 'end an agent and its key',
    load: async () => (await import('./remove.ts')).removeCommand(),
  },
};
