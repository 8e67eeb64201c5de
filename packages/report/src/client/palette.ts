/** The page's colours as the canvas needs them: custom properties resolved for the scheme in force. */
export interface Palette {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly good: string;
  readonly bad: string;
  readonly warn: string;
  readonly engines: readonly string[];
  readonly parts: readonly string[];
  readonly fontFamily: string;
}

const ENGINE_COLOURS = 5;
const PART_COLOURS = 5;

/** Reads the palette off the page; a probe element makes the browser resolve `light-dark()`. */
export function readPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colour = (property: string): string => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const series = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => colour(`${prefix}-${index}`));
  const palette: Palette = {
    ink: colour('--ink'),
    soft: colour('--soft'),
    line: colour('--line'),
    surface: colour('--surface'),
    accent: colour('--accent'),
    good: colour('--good'),
    bad: colour('--bad'),
    warn: colour('--warn'),
    engines: series('--engine', ENGINE_COLOURS),
    parts: series('--part', PART_COLOURS),
    fontFamily: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return palette;
}

/** The first colour is the reference's own, the others repeat: names, never colours, tell engines apart. */
export function engineColour({ engines, ink }: Palette, index: number): string {
  const [reference, ...others] = engines;
  return (index === 0 ? reference : others[(index - 1) % others.length]) ?? ink;
}
