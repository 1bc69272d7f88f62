import { weighted } from './language.ts';

/** In which form a refusal is written. */
export type Form = 'html' | 'problem' | 'text' | 'grpc';

/** By preference, where a client likes several as well. */
const forms = [
  ['html', ['text/html', 'application/xhtml+xml']],
  ['problem', ['application/problem+json', 'application/json']],
  ['text', ['text/plain', 'text/event-stream']],
] as const satisfies readonly (readonly [Form, readonly string[]])[];

/** What of a request says which form its sender can read: headers, null where they are missing. */
export interface Reader {
  readonly accept: string | null;
  readonly contentType: string | null;
  /** `Sec-Fetch-Dest`: `document`, `empty` for scripts, ... */
  readonly destination: string | null;
}

/**
 * The form that a client reads: gRPC by its content type; else what `Accept` likes best; where that leaves
 * it open, what kind of client it is.
 *
 * @example chooseForm({ accept: 'text/html, *\/*;q=0.8', contentType: null, destination: null }) === 'html'
 */
export function chooseForm({ accept, contentType, destination }: Reader): Form {
  const sent = contentType?.toLowerCase() ?? '';
  if (sent.startsWith('application/grpc')) return 'grpc';
  const liked = weighted(accept ?? '').filter(({ value }) => value !== '*/*');
  for (const { weight } of liked) {
    const ranges = liked.filter((one) => one.weight === weight).map(({ value }) => value);
    const found = forms.find(([, types]) => types.some((type) => ranges.some((range) => fits(type, range))));
    if (found) return found[0];
  }
  if (destination === 'document' || destination === 'iframe') return 'html';
  return destination === 'empty' || /[/+]json\b/.test(sent) ? 'problem' : 'text';
}

function fits(type: string, range: string): boolean {
  if (range.endsWith('/*')) return type.startsWith(range.slice(0, -1));
  return type === range || (range.endsWith('+json') && type === 'application/problem+json');
}
