import type { Client } from './client.ts';

/** Who takes a service down: nobody can do two at once, so each service has somebody of its own. */
export const ownerOf = (service: string): string => `${service}@example.com`;

/** Writes a service, and a team in which its owner is known. */
export async function putService(client: Client, service: string): Promise<void> {
  await client.put(`/api/v1/teams/${service}`, { zone: 'UTC', people: [ownerOf(service)] });
  await client.put(`/api/v1/services/${service}`, { zone: 'UTC' });
}
