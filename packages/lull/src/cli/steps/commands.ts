import type { Registry } from '../registry.ts';

/** `lull steps …`: the files that say what is done while a service is down. */
export const stepsCommands: Registry = {
  lint: {
    summary: 'look for mistakes in step files',
    load: async () => (await import('./lint.ts')).lintCommand(),
  },
  list: {
    summary: 'list the step files of a folder with their hashes',
    load: async () => (await import('./list.ts')).listCommand(),
  },
  show: {
    summary: 'show what a step file does',
    load: async () => (await import('./show.ts')).showCommand(),
  },
  'dry-run': {
    summary: 'show what a step file would do with these parameters',
    load: async () => (await import('./dry-run.ts')).dryRunCommand(),
  },
};
