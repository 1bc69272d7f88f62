import type { Registry } from '../registry.ts';

/** `lull words …`: what Lull says to the public, by language. */
export const wordsCommands: Registry = {
  lint: {
    summary: 'look for mistakes in the words of a language',
    load: async () => (await import('./lint.ts')).lintCommand(),
  },
  show: {
    summary: 'print all words of a language, to begin a file from',
    load: async () => (await import('./show.ts')).showCommand(),
  },
  preview: {
    summary: 'print a message as people get it',
    load: async () => (await import('./preview.ts')).previewCommand(),
  },
};
