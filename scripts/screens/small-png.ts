import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** The pixels of a picture: red, green, blue and opacity of each, row by row. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Base64. */
  readonly data: string;
}

/**
 * Makes a PNG small: with 256 colours at most, the commonest; what has another gets the nearest of them.
 *
 * @param page of a browser, which reads the picture; nothing on it changes
 */
export async function smallPng(page: Page, png: Buffer): Promise<Buffer> {
  const { width, height, data } = await pixelsOf(page, png);
  const bytes = Buffer.from(data, 'base64');
  const palette = commonest(bytes);
  const near = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (let i = 0, at = 0; i < bytes.length; i += 4) {
    if ((i / 4) % width === 0) rows[at++] = 0;
    const colour = bytes.readUIntBE(i, 3);
    const index = near.get(colour) ?? nearest(palette, colour);
    near.set(colour, index);
    rows[at++] = index;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap(partsOf));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const pixelsOf = (page: Page, png: Buffer): Promise<Pixels> =>
  page.evaluate<Pixels>(`(async () => {
    const bytes = Uint8Array.fromBase64(${JSON.stringify(png.toString('base64'))});
    const image = await createImageBitmap(new Blob([bytes]));
    const on = new OffscreenCanvas(image.width, image.height).getContext('2d');
    on.drawImage(image, 0, 0);
    const { data, width, height } = on.getImageData(0, 0, image.width, image.height);
    return { width, height, data: new Uint8Array(data.buffer).toBase64() };
  })()`);

/** The colours that most pixels have, 256 at most. */
function commonest(bytes: Buffer): readonly number[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < bytes.length; i += 4) {
    const colour = bytes.readUIntBE(i, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, 256).map(([colour]) => colour);
}

function nearest(palette: readonly number[], colour: number): number {
  const [red, green, blue] = partsOf(colour);
  const far = palette.map((one) => {
    const [r, g, b] = partsOf(one);
    return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
  });
  return far.indexOf(Math.min(...far));
}

const partsOf = (colour: number): [number, number, number] => [
  colour >> 16,
  (colour >> 8) & 255,
  colour & 255,
];

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
