export const risks = ['low', 'high', 'downtime'] as const;

/** How much a piece of work may disturb: low < high < downtime. */
export type Risk = (typeof risks)[number];
