import type { Registry } from '../registry.ts';

/** `lull gates …`: where visitors are refused or admitted. */
export const gateCommands: Registry = {
  list: {
    summary: 'show what the gates do, and which are missing',
    load: async () => (await import('./list.ts')).listCommand(),
    isDefault: true,
  },
  add: {
    summary: 'enrol a gate: its key and what it is to trust',
    load: async () => (await import('./add.ts')).addCommand(),
  },
  remove: {
    summary: 'say that a gate is gone',
    load: async () => (await import('./remove.ts')).removeCommand(),
  },
  bypass: {
    summary: 'make a link that passes closed gates for a while',
    load: async () => (await import('./bypass.ts')).bypassCommand(),
  },
  document: {
    summary: 'print the document that the gates of a service hold',
    load: async () => (await import('./document.ts')).documentCommand(),
  },
  'rotate-key': {
    summary: 'make the next key that documents are signed with',
    load: async () => (await import('./rotate-key.ts')).rotateKeyCommand(),
  },
};
