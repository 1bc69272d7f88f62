/**
 * The address of a public page or file of this server.
 *
 * @param url the server's, without a slash at its end
 * @param path as documents have it, such as `/feeds/{service}.ics`
 * @param service what stands for `{service}`; left out where the path has none
 * @example addressOf('https://lull.example.com', '/status/{service}', 'web shop')
 * // 'https://lull.example.com/status/web%20shop'
 */
export function addressOf(url: string, path: string, service?: string): string {
  return url + pathOf(path, service ?? null);
}

/** The path with the service's name in it, as it stands in an address. */
export function pathOf(path: string, service: string | null): string {
  return service === null ? path : path.replace('{service}', encodeURIComponent(service));
}

/**
 * Where people read of one downtime, on the status page: for as long as it is there.
 *
 * @example downtimeAddress('https://lull.example.com', id) // 'https://lull.example.com/status#dt-…'
 */
export function downtimeAddress(url: string, id: string): string {
  return `${url}/status#${anchorOf(id)}`;
}

/** The name of a downtime's place on the status page. */
export function anchorOf(id: string): string {
  return `dt-${id}`;
}
