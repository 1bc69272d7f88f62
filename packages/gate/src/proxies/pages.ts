import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lullState, ownWords, type PageOptions, writeRefusal } from '../page/index.ts';
import { type GateDocument, type Instant, retryAfter } from '../protocol/index.ts';
import type { MethodClass, Pages, Serving } from './contract.ts';
import { kindOf, retryAtOf } from './serving.ts';

/** Into how many groups clients are split, so that not all come back in the same second. */
export const SPREAD = 8;

/** How many folders of pages are kept: requests under way still read the one before. */
const KEPT = 3;

const forms = ['html', 'problem', 'text', 'grpc'] as const;

/** What pages are written from. */
export interface PageSource {
  readonly document: () => GateDocument | null;
  readonly now: () => Instant;
  readonly options: PageOptions;
}

/**
 * Writes the refusal in every form and language as files that a proxy serves by itself. What belongs into
 * headers is in the folder's own path, because that is what a proxy can read without us: the value of
 * `Lull-State`, and below it the seconds of `Retry-After` for each group of clients.
 *
 * A file is named METHODS.FORM.LANGUAGE, and METHODS.FORM in the language of those who read none of them;
 * `on-METHODS` is there for the methods that are refused; `ask` where the gate decides which of them.
 *
 * @param folder the proxy's; the pages are in `pages/RUN-NUMBER/STATE/SECONDS` below it
 * @example await pagesIn('/var/lib/lull-gate/shop', source).ready(serving)
 */
export function pagesIn(folder: string, source: PageSource): Pages {
  const root = join(folder, 'pages');
  const run = Date.now().toString(36);
  let number = 0;
  return {
    now: source.now,
    ready: async (serving) => {
      number += 1;
      const mine = `${run}-${String(number).padStart(6, '0')}`;
      const now = source.now();
      const retryAt = retryAtOf(serving, now);
      const state = lullState(kindOf(serving), retryAt, serving.state.downtime);
      const seconds = Array.from({ length: SPREAD }, (_, i) => retryAfter(retryAt, now, i / (SPREAD - 1)));
      const path = join(root, mine, state, seconds.join(' '));
      await mkdir(path, { recursive: true });
      const files = contentsOf(serving, source, now);
      await Promise.all(files.map(([name, body]) => writeFile(join(path, name), body)));
      const old = (await readdir(root)).sort().slice(0, -KEPT);
      await Promise.all(old.map((one) => rm(join(root, one), { recursive: true, force: true })));
      return path;
    },
  };
}

/** The empty files that say what is refused. */
export function flagsOf({ does, methods }: Serving): readonly string[] {
  return [...methods.map((name) => `on-${name}`), ...(does === 'ask' ? ['ask'] : [])];
}

function contentsOf(
  serving: Serving,
  source: PageSource,
  now: Instant,
): readonly (readonly [string, string])[] {
  const { options } = source;
  const document = source.document();
  const { language: standard = 'en' } = options;
  const languages = new Set([
    standard,
    ...Object.keys({ ...ownWords, ...options.words, ...document?.pages }),
  ]);
  const gate = { ...serving.state, retryAt: retryAtOf(serving, now) };
  const page = (methods: MethodClass, form: (typeof forms)[number], language: string): string => {
    const variant = { form, language, kind: kindOf(serving), isUnsafe: methods === 'unsafe' };
    const { body, headers } = writeRefusal(gate, document, variant, now, options);
    return form === 'html' ? withPolicy(body, headers['Content-Security-Policy'] ?? '') : body;
  };
  return [
    ...flagsOf(serving).map((flag) => [flag, ''] as const),
    ...(['safe', 'unsafe'] as const).flatMap((methods) =>
      forms.flatMap((form) => [
        [`${methods}.${form}`, page(methods, form, standard)] as const,
        ...[...languages].map(
          (language) => [`${methods}.${form}.${language}`, page(methods, form, language)] as const,
        ),
      ]),
    ),
  ];
}

/** A file brings no header of its own, so the page says itself what it may do. */
function withPolicy(page: string, policy: string): string {
  return page.replace(
    '<meta charset="utf-8">',
    () => `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  );
}
