import { excerpt } from '../printable.ts';
import type { Access } from './access.ts';
import type { RequestOrigin } from './contract.ts';
import { createKey } from './keys.ts';
import { deviceClient } from './library.ts';
import { personActor } from './people-rows.ts';

/** What a program gets that was let in by code. */
export interface DeviceLogin {
  /** The key, named after the machine. */
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds; null when it lasts until it is revoked. */
  readonly expires_in: number | null;
  readonly key: { readonly id: string; readonly name: string };
  readonly person: { readonly id: string; readonly name: string };
}

/**
 * Exchanges a device code that a person approved for a key of theirs (RFC 8628, section 3.4). The library
 * keeps the codes and sees to it that each is good once; the session that it gives for one ends at once.
 *
 * @throws APIError of the library with `error` such as `authorization_pending`, `slow_down`, `access_denied`.
 * @example const { access_token } = await redeemDevice(access, deviceCode, origin);
 */
export async function redeemDevice(
  access: Access,
  deviceCode: string,
  origin: RequestOrigin,
): Promise<DeviceLogin> {
  const { library } = access;
  const granted = await library.api.deviceToken({
    body: {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: deviceCode,
      client_id: deviceClient,
    },
  });
  const { internalAdapter } = await library.$context;
  const session = await internalAdapter.findSession(granted.access_token);
  await internalAdapter.deleteSession(granted.access_token);
  const person = session && (await personActor(access.store.db, session.user.id));
  const actor = person && { ...person, from: origin.from, request: origin.requestId };
  const key = await createKey(access, actor, { name: machineName(granted.scope) });
  return {
    access_token: key.secret,
    token_type: 'Bearer',
    expires_in: key.expiresAt === null ? null : Math.floor((key.expiresAt - key.createdAt) / 1000),
    key: { id: key.id, name: key.name },
    person: { id: actor!.person, name: actor!.name },
  };
}

/**
 * The machine's name as the program gave it, on one line; `lull login` where it gave none.
 *
 * @example machineName(' laptop\n') === 'laptop'
 */
export function machineName(scope: string): string {
  return excerpt(scope.trim(), 60) || 'lull login';
}
