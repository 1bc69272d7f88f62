/**
 * What a spreadsheet takes for a formula, also in full width, or skips to find one (OWASP, CSV injection).
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * A cell that no spreadsheet takes for a formula: one that could be one begins with an apostrophe.
 *
 * @example neutral('=1+1') === "'=1+1"
 */
export function neutral(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/**
 * The cell as it was before `neutral`.
 *
 * @example plain("'=1+1") === '=1+1'
 */
export function plain(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}

/**
 * A list within a cell: no name, tenant or tag has a comma or a semicolon in it.
 *
 * @example listed(['a', 'b']) === 'a, b'
 */
export function listed(items: readonly string[]): string {
  return items.join(', ');
}

/**
 * The items of such a cell.
 *
 * @example itemsIn('a; b,') // ['a', 'b']
 */
export function itemsIn(cell: string): string[] {
  return cell
    .split(/[,;]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
