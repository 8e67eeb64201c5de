/** How much more work head is given than base: none, and by so much. Negative: less. */
export const KNOWN_TRUTHS = [0, 0.02, 0.05, 0.1, -0.05] as const;

/** `A/A`, `+5 %`, `−5 %` */
export const truthName = (truth: number): string =>
  truth === 0 ? 'A/A' : `${truth < 0 ? '−' : '+'}${Number(Math.abs(truth * 100).toPrecision(6))} %`;
