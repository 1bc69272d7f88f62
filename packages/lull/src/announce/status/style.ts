import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Accent, accentOf } from '../colours.ts';
import type { Published } from '../contract.ts';

const sheetOf = (name: string): string => readFileSync(join(import.meta.dirname, 'assets', name), 'utf8');

/** What every page begins with, these and those that people sign in or sign up on. */
export const baseSheet = sheetOf('base.css');

const sheet = baseSheet + sheetOf('status.css');

/** How the pages look: the sheet, with the colours of the organisation and of services that have some. */
export function styleOf({ page, services }: Pick<Published, 'page' | 'services'>): string {
  const own = services.filter(({ colour }) => colour !== null);
  return [
    sheet,
    rules(':root', accentOf(page.colour)),
    ...own.map(({ name, colour }) => rules(`[data-service=${quoted(name)}]`, accentOf(colour))),
  ].join('\n');
}

function rules(selector: string, { area, onArea, light, dark }: Accent): string {
  const both = `--area: ${area}; --on-area: ${onArea};`;
  return `${selector} { ${both} --accent: ${light}; }
@media (prefers-color-scheme: dark) { ${selector} { --accent: ${dark}; } }
@media print { ${selector} { --accent: ${light}; } }
`;
}

/** A string of CSS: every character that isn't plain by its number. */
function quoted(text: string): string {
  return `"${text.replace(/[^\w -]/gu, (char) => `\\${char.codePointAt(0)!.toString(16)} `)}"`;
}
