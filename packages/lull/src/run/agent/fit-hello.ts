import type { FoundFile, Hello } from '../runner/contract.ts';
import { limits } from './limits.ts';

/** What is left for all files together, in bytes: some is for what goes around them. */
const FOR_FILES = limits.hello / 2;

/**
 * What an agent says of itself, as much as a server takes: one file too many, or too long, doesn't keep it
 * from being heard.
 *
 * @example await wire.post('/hello', fitHello(hello));
 */
export function fitHello({ version, host, files, trouble }: Hello): Hello {
  let bytes = 0;
  const told = files.slice(0, limits.files).map((file): FoundFile => {
    const { name, hash, outline, mistake } = file;
    const fits = name.length <= 255;
    const size = Buffer.byteLength(JSON.stringify(outline));
    const isTold = fits && bytes + size <= FOR_FILES;
    if (isTold) bytes += size;
    const why = fits ? 'its folder holds more than can be told' : 'its name is too long';
    return {
      name: name.slice(0, 255),
      hash,
      outline: isTold ? outline : null,
      mistake: isTold ? cut(mistake) : why,
    };
  });
  const more =
    files.length > told.length ? `only ${limits.files} of its ${files.length} step files are told` : null;
  const said = [trouble, more].filter((one) => one !== null).join('; ');
  return {
    version: version.slice(0, 50),
    host: host.slice(0, 253) || 'unknown',
    files: told,
    trouble: said === '' ? null : cut(said),
  };
}

const cut = (text: string | null): string | null => text?.slice(0, limits.sentence) ?? null;
