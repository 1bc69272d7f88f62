export { type Asking, type RefusalKind, type Verdict, verdictOn } from './admit.ts';
export { bytesOf } from './base64url.ts';
export { type Bypass, bypassBytes, bypassPayload, readBypass } from './bypass.ts';
export { canonicalJson, signedBytes } from './canonical.ts';
export {
  type Brand,
  type GateMode,
  type GateStateName,
  gateModes,
  gateStates,
  type Match,
  type PageWords,
  type Period,
  type PublicKey,
  type Share,
  type StateDocument,
} from './document.ts';
export { isBelow, mayBeBelow, plainPath } from './paths.ts';
export { type GateDocument, type GatePeriod, readDocument } from './read-document.ts';
export { Refusal, type RefusalCode, refusalCodes } from './refusal.ts';
export { retryAfter, SOONEST } from './retry-after.ts';
export { readTime, type SignedTime, timeBytes } from './signed-time.ts';
export { FRESH, type GateState, open, shuts, stateAt } from './state-at.ts';
export { tenantBytes } from './tenant.ts';
export { durationOf, type Instant, instantOf } from './times.ts';
export { keyBytes, pinned, type Trust, takeDocument, type Verify } from './trust.ts';
