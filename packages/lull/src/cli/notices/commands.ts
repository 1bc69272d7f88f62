import type { Registry } from '../registry.ts';

/** `lull notices …`: what became of what people were to be told. */
export const noticeCommands: Registry = {
  list: {
    summary: 'show who was told what, and what failed',
    load: async () => (await import('./list.ts')).listCommand(),
    isDefault: true,
  },
  retry: {
    summary: 'try again what failed',
    load: async () => (await import('./retry.ts')).retryCommand(),
  },
};
