const extensions = [
  'css js mjs map wasm webmanifest',
  'png jpg jpeg gif svg ico webp avif bmp tif tiff apng',
  'woff woff2 ttf otf eot',
  'mp4 m4v m4a webm mov mp3 ogg ogv oga wav flac aac avi',
]
  .join(' ')
  .split(' ');

const known: ReadonlySet<string> = new Set(extensions);
/** Letters of the longest one. */
export const LONGEST_EXTENSION = Math.max(...extensions.map((extension) => extension.length));

/**
 * Whether a path names a static asset: the extension of its last segment, before any `?` or `#`.
 *
 * @example isAsset('/static/app.js?v=3') === true
 */
export function isAsset(path: string): boolean {
  const cut = path.search(/[?#]/);
  const end = cut < 0 ? path.length : cut;
  const dot = path.lastIndexOf('.', end - 1);
  if (end === 0 || dot < 0 || end - dot - 1 > LONGEST_EXTENSION || dot < path.lastIndexOf('/', end - 1))
    return false;
  return known.has(path.slice(dot + 1, end).toLowerCase());
}

const LOWER_CASE = 0x20202020;
const short: ReadonlySet<number> = new Set(
  extensions
    .filter((e) => e.length <= 4)
    .map((e) => Buffer.from(e.padEnd(4, '\0')).readInt32LE() | LOWER_CASE),
);

/**
 * The same question for the printable ASCII bytes [from, to) of an extension, without making a string of it
 * where it has at most four letters.
 */
export function isAssetExtension(bytes: Buffer, view: DataView, from: number, to: number): boolean {
  const length = to - from;
  if (length > 4)
    return length <= LONGEST_EXTENSION && known.has(bytes.toString('latin1', from, to).toLowerCase());
  if (length === 0) return false;
  const mask = length === 4 ? -1 : (1 << (length << 3)) - 1;
  return short.has((view.getInt32(from, true) & mask) | LOWER_CASE);
}
