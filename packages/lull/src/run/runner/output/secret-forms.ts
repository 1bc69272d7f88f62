/** Shorter than this a form that was derived would be found everywhere by chance. Bytes. */
const LEAST = 6;

/** After how many characters programs break lines of base64. */
const LINE = 76;

/** How long a word of a secret is that is hidden by itself, and how many of them are. */
const WORD = 8;
const MOST_WORDS = 100;

/**
 * All that a secret looks like when it is printed: as it is, line by line and word by word, percent-encoded,
 * quoted for JSON, HTML, SQL, a shell or Python, hexadecimal, and in base64, also in the midst of something
 * longer that was encoded.
 *
 * @example secretForms('p ss').map(String) // ['p ss', 'p%20ss', 'p+ss', …]
 */
export function secretForms(secret: string): readonly Buffer[] {
  const words = secret.split(/\s+/).filter((part) => part.length >= WORD);
  const parts = [secret, ...words.slice(0, MOST_WORDS)];
  const forms = new Set(parts.filter((part) => part !== ''));
  for (const part of [...forms]) {
    for (const form of derived(part)) if (form.length >= LEAST || form === part) forms.add(form);
  }
  return [...forms].map((form) => Buffer.from(form));
}

function* derived(text: string): Generator<string> {
  const bytes = Buffer.from(text);
  const percent = text.isWellFormed() ? encodeURIComponent(text) : text;
  const strict = percent.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  for (const form of [percent, strict]) {
    yield form;
    yield form.replaceAll('%20', '+');
    yield form.replace(/%../g, (code) => code.toLowerCase());
  }
  yield [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  yield* quoted(text);
  yield bytes.toString('hex');
  yield bytes.toString('hex').toUpperCase();
  for (const form of base64Within(bytes)) {
    yield form;
    yield form.replaceAll('+', '-').replaceAll('/', '_');
  }
  // What follows it is part of its last character.
  const alone = bytes.toString('base64').slice(0, Math.floor((bytes.length * 8) / 6));
  for (let at = 0; alone.length > LINE && at < alone.length; at += LINE) yield alone.slice(at, at + LINE);
}

/** As languages write it between their quotes. */
function* quoted(text: string): Generator<string> {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(
    /[^\x20-\x7e]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  for (const form of [json, ascii]) {
    yield form;
    yield form.replaceAll('/', '\\/');
    yield JSON.stringify(form).slice(1, -1);
  }
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  yield html;
  for (const quote of ['&quot;', '&#34;']) {
    yield html.replaceAll('"', quote);
    for (const single of ['&#39;', '&#x27;']) yield html.replaceAll('"', quote).replaceAll("'", single);
  }
  yield text.replaceAll("'", "'\\''");
  yield text.replaceAll("'", "''");
  yield text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}

/** What of the base64 of a longer text is this text's alone, however it lies in it or ends it. */
function* base64Within(bytes: Buffer): Generator<string> {
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    const begin = Math.ceil((before * 8) / 6);
    yield encoded.slice(begin, whole);
    yield encoded.slice(begin);
  }
}
