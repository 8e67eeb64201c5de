import { shortened } from './text/words.ts';

/** Markup that is safe to insert as it stands; only the `html` tag and `trusted` make it. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type HtmlValue = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(String).join('');
  return escapeHtml(String(value));
}

/** Template tag: everything inserted is escaped unless it is `Html` itself. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const inserted = values.map(markupOf);
  return new Html(strings.map((literal, index) => literal + (inserted[index] ?? '')).join(''));
}

/** Marks markup of our own making as safe; never for text that comes from a record. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

export const nothing: Html = new Html('');

const LONGEST_NAME = 100;

/** A name from the record: isolated, so that right-to-left text cannot reorder what stands around it; cut when very long. */
export function nameOf(name: string): Html {
  const shown = shortened(name, LONGEST_NAME);
  return shown === name
    ? html`<bdi class="name">${name}</bdi>`
    : html`<bdi class="name" title="${name}">${shown}</bdi>`;
}
