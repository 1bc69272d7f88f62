import type { Command } from 'commander';

interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command, one line each; its file is loaded when it is called. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  plan: {
    summary: 'find the moment that hurts the fewest people',
    load: async () => (await import('./plan.ts')).planCommand(),
  },
  may: {
    summary: 'ask whether work may be done then',
    load: async () => (await import('./may.ts')).mayCommand(),
  },
  windows: {
    summary: 'list the windows and freezes that come',
    load: async () => (await import('./windows.ts')).windowsCommand(),
  },
  traffic: {
    summary: 'show what a traffic source holds',
    load: async () => (await import('./traffic.ts')).trafficCommand(),
  },
  init: {
    summary: 'write a commented lull.yaml',
    load: async () => (await import('./init.ts')).initCommand(),
  },
};
