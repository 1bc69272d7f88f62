import type { Registry } from '../registry.ts';

/** `lull subscribers …`: who hears of downtimes. */
export const subscriberCommands: Registry = {
  list: {
    summary: 'list who hears of downtimes',
    load: async () => (await import('./list.ts')).listCommand(),
    isDefault: true,
  },
  count: {
    summary: 'count them',
    load: async () => (await import('./count.ts')).countCommand(),
  },
  add: {
    summary: 'add a subscriber',
    load: async () => (await import('./add.ts')).addCommand(),
  },
  set: {
    summary: 'change what a subscriber hears of, and how',
    load: async () => (await import('./set.ts')).setCommand(),
  },
  remove: {
    summary: 'remove subscribers by their ids',
    load: async () => (await import('./remove.ts')).removeCommand(),
  },
  erase: {
    summary: 'erase all that is kept of an address',
    load: async () => (await import('./erase.ts')).eraseCommand(),
  },
  import: {
    summary: 'add subscribers from a CSV',
    load: async () => (await import('./import.ts')).importCommand(),
  },
  export: {
    summary: 'write subscribers as CSV',
    load: async () => (await import('./export.ts')).exportCommand(),
  },
};
