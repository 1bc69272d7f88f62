import type { ReadOptions, Warning } from '../../reading.ts';
import { type Coarse, coarseWarning } from './coarse.ts';
import type { Totals } from './totals.ts';

/** Bots among fewer of the requests than this can't change what is planned from them. */
const LEAST_SHARE = 0.01;

/** What a person should know about a reading of logs. */
export function warningsOf(totals: Totals, coarse: Coarse | null, options: ReadOptions): Warning[] {
  const { visitors, stamps, agentless } = totals;
  const warnings = totals.torn.map(({ file, why }) => ({ code: 'torn-archive', message: `${file}: ${why}` }));
  if (coarse) warnings.push(coarseWarning(coarse, coarse.file === null));
  if (visitors.estimated > 0) {
    const message = `lines of ${visitors.estimated} buckets came so late that their visitors are estimated`;
    warnings.push({ code: 'late-lines', message: `${message} (within about 6 %)` });
  }
  if (options.client && totals.forwarded === 0) {
    const message = 'no line has an X-Forwarded-For field that long: visitors are told by the connection';
    warnings.push({ code: 'no-forwarded-for', message });
  }
  if (totals.zoneless && options.zone === undefined) {
    const message = 'times that carry no offset were read as UTC; --log-zone names their zone';
    warnings.push({ code: 'assumed-utc', message });
  }
  if (agentless > stamps.requests * LEAST_SHARE && !options.keep.has('bots')) {
    const message =
      agentless === stamps.requests
        ? 'the log has no user agents: bots are counted as visitors'
        : `bots are counted as visitors among the requests without a user agent (${agentless} of ${stamps.requests})`;
    warnings.push({ code: 'no-agents', message });
  }
  if (options.series !== undefined) {
    const message = '--series has no meaning for access logs, and was left out of account';
    warnings.push({ code: 'option-ignored', message });
  }
  return warnings;
}
