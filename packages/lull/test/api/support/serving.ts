import { expect } from 'vitest';
import type { ApiSettings } from '../../../src/api/settings.ts';
import type { Open } from '../../store/engines.ts';
import { startServer, type TestServer } from './server.ts';

/** Tells a story with a server of its own, which must not have met anything unforeseen by its end. */
export type Serving = (
  story: (server: TestServer) => Promise<void>,
  settings?: Partial<ApiSettings>,
) => Promise<void>;

/**
 * Servers on stores of their own.
 *
 * @example const serving = servingOn(open); it('…', () => serving(async ({ owner }) => { … }));
 */
export function servingOn(open: Open): Serving {
  return async (story, settings) => {
    const server = await startServer(await open(), settings);
    try {
      await story(server);
      expect(server.unforeseen).toEqual([]);
    } finally {
      await server.stop();
    }
  };
}
