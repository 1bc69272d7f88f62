import type { Registry } from '../registry.ts';

/** `lull status …`: what the public sees. */
export const statusCommands: Registry = {
  export: {
    summary: 'write the status page and all feeds as files',
    load: async () => (await import('./export.ts')).exportCommand(),
  },
};
