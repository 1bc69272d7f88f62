import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/**
 * A call of the library, not open over HTTP, that begins a session for a person and sets its cookie: for who
 * uses a one-time link and is about to register a passkey.
 *
 * @example await library.api.beginSession({ body: { person, from, browser }, returnHeaders: true });
 */
export const beginSession = {
  id: 'lull-begin-session',
  endpoints: {
    beginSession: createAuthEndpoint(
      {
        method: 'POST',
        body: z.object({ person: z.string(), from: z.string().nullable(), browser: z.string().nullable() }),
      },
      async (context) => {
        const { person, from, browser } = context.body;
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(person);
        if (user === null) throw context.error('NOT_FOUND');
        const session = await internalAdapter.createSession(person, true, {
          ipAddress: from ?? '',
          userAgent: browser ?? '',
        });
        await setSessionCookie(context, { session, user }, true);
        return context.json({ person });
      },
    ),
  },
} satisfies BetterAuthPlugin;
