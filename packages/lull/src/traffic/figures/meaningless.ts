import type { ReadOptions, Warning } from '../reading.ts';

/**
 * A warning for each option that only makes sense where single requests are known, and not for a source of
 * figures.
 *
 * @example meaninglessOptions({ ...options, geo: 'city.mmdb' })[0].code === 'option-ignored'
 */
export function meaninglessOptions(options: ReadOptions): Warning[] {
  const given = {
    '--path': options.paths?.length,
    '--status': options.statuses?.length,
    '--geo': options.geo,
  };
  return Object.entries(given)
    .filter(([, value]) => value)
    .map(([name]) => ({
      code: 'option-ignored',
      message: `${name} has no meaning for figures that are counted already, and was left out of account.`,
    }));
}
