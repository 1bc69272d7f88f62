/** What is passed over as a whole: comments, texts, names in quotes. Each from its first character on. */
const lineComment = /--[^\n]*/y;
const name = /"(?:[^"]|"")*"/y;
const text = /'(?:[^']|'')*'/y;
/** With backslashes that escape. */
const escapedText = /[eE]'(?:[^'\\]|\\.|'')*'/sy;
const dollarTag = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const word = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const number = /\$\d+|\d[\d.eE_]*/y;

/** What a text of SQL is made of. */
export interface SqlText {
  readonly statements: number;
  /** How many values it wants: the highest of `$1`, `$2` and so on. */
  readonly values: number;
}

/**
 * Takes a text of SQL apart as PostgreSQL does: a statement is what stands between semicolons, but for those
 * within texts, comments, brackets, and the bodies of functions (`begin atomic … end`).
 *
 * @example sqlText("select ';', $1 -- ;\n; select 2;") // { statements: 2, values: 1 }
 */
export function sqlText(sql: string): SqlText {
  let count = 0;
  let values = 0;
  let isBegun = false;
  /** Brackets that are open, and blocks of a function's body. */
  let brackets = 0;
  let blocks = 0;
  let before = '';
  for (let at = 0; at < sql.length; ) {
    const character = sql[at]!;
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const comment = taken(lineComment, sql, at) ?? blockComment(sql, at);
    if (comment !== null) {
      at += comment.length;
      continue;
    }
    if (character === ';' && brackets === 0 && blocks === 0) {
      if (isBegun) count += 1;
      isBegun = false;
      before = '';
      at += 1;
      continue;
    }
    isBegun = true;
    const whole =
      taken(name, sql, at) ?? taken(escapedText, sql, at) ?? taken(text, sql, at) ?? quoted(sql, at);
    const token = whole ?? taken(word, sql, at) ?? taken(number, sql, at) ?? character;
    if (token === '(') brackets += 1;
    else if (token === ')') brackets = Math.max(0, brackets - 1);
    else if (/^\$\d/.test(token)) values = Math.max(values, Number.parseInt(token.slice(1), 10));
    else if (whole === null) {
      const said = token.toLowerCase();
      if (blocks > 0 ? said === 'case' : said === 'atomic' && before === 'begin') blocks += 1;
      else if (said === 'end' && blocks > 0) blocks -= 1;
      before = said;
    }
    at += token.length;
  }
  return { statements: isBegun ? count + 1 : count, values };
}

function taken(form: RegExp, sql: string, at: number): string | null {
  form.lastIndex = at;
  return form.exec(sql)?.[0] ?? null;
}

/** Comments of this kind stand within each other; one that isn't ended goes to the end. */
function blockComment(sql: string, at: number): string | null {
  if (!sql.startsWith('/*', at)) return null;
  let depth = 0;
  let end = at;
  do {
    const isBegin = sql.startsWith('/*', end);
    const isEnd = !isBegin && sql.startsWith('*/', end);
    depth += isBegin ? 1 : isEnd ? -1 : 0;
    end += isBegin || isEnd ? 2 : 1;
  } while (depth > 0 && end < sql.length);
  return sql.slice(at, end);
}

/** A text between dollars, and one in quotes that isn't ended. */
function quoted(sql: string, at: number): string | null {
  const character = sql[at];
  if (character === "'" || character === '"') return sql.slice(at);
  const tag = taken(dollarTag, sql, at);
  if (tag === null) return null;
  const end = sql.indexOf(tag, at + tag.length);
  return end < 0 ? sql.slice(at) : sql.slice(at, end + tag.length);
}
