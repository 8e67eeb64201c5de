import { type Html, html, nameOf } from '../html.ts';
import type { Sentence } from '../text/sentence.ts';

/** A sentence as markup: names isolated, figures set apart. */
export function marked(parts: Sentence): Html {
  return html`${parts.map(({ text, style }) => {
    if (style === 'name') return nameOf(text);
    return style === 'figure' ? html`<strong>${text}</strong>` : html`${text}`;
  })}`;
}
