/** Markup that may stand in a page as it is. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Markup from a template. Whatever is put into it is escaped, for text and for quoted attributes, unless it
 * comes from `html` itself.
 *
 * @example html`<p title="${'"'}">${'<b>'}</p>`.markup === '<p title="&quot;">&lt;b&gt;</p>'
 */
export function html(parts: TemplateStringsArray, ...values: readonly (Html | string | null)[]): Html {
  return new Html(parts.reduce((markup, part, i) => markup + markupOf(values[i - 1] ?? null) + part));
}

function markupOf(value: Html | string | null): string {
  if (value === null) return '';
  return value instanceof Html ? value.markup : value.replace(/[&<>"']/g, (char) => escapes[char]!);
}
