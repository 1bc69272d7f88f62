import type { Block } from './blocks.ts';
import { ClfScanner } from './clf-scanner.ts';
import type { Judge } from './judge.ts';
import { LineScanner } from './line-scanner.ts';
import type { LogFormat } from './request.ts';

/** Reads the lines of a block into the judge's batch. */
export type Scan = (block: Block) => void;

/** How one file of a format is scanned: quickly where the format and what is asked for allow it. */
export function scannerOf(format: LogFormat, judge: Judge): Scan {
  const careful = new LineScanner(format, judge);
  const { paths, forwardedFor } = judge.rules;
  const quick = format.clf && !paths && forwardedFor === 0 && !judge.countryOf;
  if (!quick) return (block) => careful.scan(block);
  const scanner = new ClfScanner(format.clf, judge, careful);
  return (block) => scanner.scan(block);
}
