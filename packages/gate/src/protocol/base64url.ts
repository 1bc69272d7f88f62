/**
 * The bytes of a base64url text; null for what is none.
 *
 * @example bytesOf('AQI') // Uint8Array [1, 2]
 */
export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]*$/.test(base64url)) return null;
  try {
    const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
