import type { Instant } from '../../time/instant.ts';
import type { Published } from '../contract.ts';
import type { Words } from '../words/contract.ts';

/** What a public document is made from: the same in, the same bytes out. */
export interface View {
  readonly published: Published;
  /** The words of the reader's language. */
  readonly words: Words;
  /** Every language that there is, for what holds all of them; the first is for whoever reads none. */
  readonly languages: readonly Words[];
  /** The reader's zone, which they chose; null for each service's own. */
  readonly zone: string | null;
  readonly now: Instant;
  /** Whether it is written as a file, to be served by any host: then links lead to files. */
  readonly asFile?: boolean;
  /** Where the files are found, without a slash at the end; where nobody says, feeds lead to the server. */
  readonly filesUrl?: string | null;
}

/**
 * Something public that anybody may GET: kept rendered, answered with an ETag, and written as a file by the
 * export.
 */
export interface PublicDocument {
  /** `/feeds/{service}.ics`; at most one parameter, `service`, which stands for a public service. */
  readonly path: string;
  /** Its content type. */
  readonly type: string;
  /** What of the reader it depends on. */
  readonly varies: readonly ('language' | 'zone')[];
  /** Whether scripts of other sites may read it. */
  readonly isShared: boolean;
  render(view: View, service: string | null): string;
}
