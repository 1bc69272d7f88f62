import type { Registry } from '../registry.ts';

/** The kinds of block that a server holds by name, and one of each as people call it. */
export const oneOf = {
  services: 'service',
  windows: 'window',
  freezes: 'freeze',
  teams: 'team',
} as const;

export type Kind = keyof typeof oneOf;

/** `lull KIND list|show|put|delete`. */
export const entryCommands = (kind: Kind): Registry => ({
  list: {
    summary: `list the ${kind}`,
    load: async () => (await import('./list.ts')).listCommand(kind),
  },
  show: {
    summary: `show one ${oneOf[kind]}`,
    load: async () => (await import('./show.ts')).showCommand(kind),
  },
  put: {
    summary: `make a ${oneOf[kind]} or replace it`,
    load: async () => (await import('./put.ts')).putCommand(kind),
  },
  delete: {
    summary: `take a ${oneOf[kind]} away`,
    load: async () => (await import('./delete.ts')).deleteCommand(kind),
  },
});
