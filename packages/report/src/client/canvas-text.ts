/** The longest beginning of the text that fits, with an ellipsis where something was cut off. */
export function fitted(context: CanvasRenderingContext2D, text: string, widthPx: number): string {
  if (context.measureText(text).width <= widthPx) return text;
  const characters = Array.from(text);
  let [fits, tooLong] = [0, characters.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    const cut = `${characters.slice(0, middle).join('')}…`;
    if (context.measureText(cut).width <= widthPx) fits = middle;
    else tooLong = middle;
  }
  return fits === 0 ? '' : `${characters.slice(0, fits).join('')}…`;
}
