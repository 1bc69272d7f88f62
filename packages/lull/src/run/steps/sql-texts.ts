import { sqlText } from '../actions/sql/statements.ts';
import type { SqlAction } from './contract.ts';
import type { StepsRead } from './make.ts';
import { actionPath, type Finding, placesOf } from './places.ts';

/**
 * SQL that PostgreSQL would refuse for what is written around it, whatever it says.
 *
 * @param read with the texts of SQL files in the actions that name them
 * @example sqlMistakes(read) // of two statements with transaction: false
 */
export function sqlMistakes(read: StepsRead): Finding[] {
  return placesOf(read).flatMap((place) => {
    const { action } = place;
    const isWait = action.kind === 'waitUntil';
    const inner = isWait ? action.probe : action;
    const wrong = inner.kind === 'sql' ? wrongText(inner) : null;
    if (wrong === null) return [];
    return [{ path: [...actionPath(place), ...(isWait ? ['sql'] : [])], message: wrong }];
  });
}

function wrongText({ text, values, transaction }: SqlAction): string | null {
  // Files may be large, and most have nothing that is looked for.
  if (text === null || (transaction && values.length === 0 && !/\$\d/.test(text))) return null;
  const found = sqlText(text);
  if (found.values !== values.length) {
    return `has ${values.length} values, and its SQL wants ${found.values} ($1 and so on)`;
  }
  if (found.statements <= 1) return null;
  return transaction
    ? `has values and ${found.statements} statements; PostgreSQL takes values for one: make steps of them`
    : `has ${found.statements} statements, which PostgreSQL takes for one transaction; make steps of them`;
}
