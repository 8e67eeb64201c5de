const LINE_SEPARATORS = /[\u2028\u2029]/g;

/** JSON for the inside of a `<script type="application/json">`: no text in it can end the element or open a comment. */
export function embedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replace(LINE_SEPARATORS, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
