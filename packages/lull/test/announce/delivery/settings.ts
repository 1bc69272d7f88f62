/** One public service, of which people are told when it is scheduled, an hour before, and when it is back. */
export const yaml = `
organisation:
  name: Example
  announce: { tell: [schedule, PT1H, start, return] }
services:
  shop: { zone: Europe/Berlin, public: true }
`;

/** Fast enough that no test waits for it. */
export const unlimited = { mail: 600_000, webhook: 600_000, slack: 600_000, ntfy: 600_000 };
