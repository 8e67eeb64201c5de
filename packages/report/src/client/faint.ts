/** `rgb(1, 2, 3)` with less of it. */
export const faint = (colour: string, opacity: number): string =>
  colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
