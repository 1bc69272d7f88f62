import type { Rule } from './contract.ts';

/** A change that nobody looks at before visitors come back. */
export const checks: Rule = ({ steps: { verify } }) =>
  verify.length > 0
    ? []
    : [{ path: [], message: 'has no verify: visitors come back before anything has shown that it works' }];
