import { GateFailure } from '../unit/gate-failure.ts';

const PERCENT = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/;

/**
 * A slowdown as it is typed, `8%`, as a share: 0.08.
 *
 * @throws GateFailure where it is no percentage, 0 % or above 1,000 %.
 */
export function parseSlowdown(text: string): number {
  const percent = Number(PERCENT.exec(text)?.[1] ?? Number.NaN);
  if (!(percent > 0 && percent <= 1000)) {
    throw new GateFailure(
      'reviewed-file',
      `--up-to ${text}: give the slowdown that is accepted as a percentage above 0, such as --up-to 8%`,
    );
  }
  return Number((percent / 100).toPrecision(12));
}

/** The same as it is typed: 0.08 is `8%`. */
export const slowdownText = (share: number) => `${Number((share * 100).toPrecision(12))}%`;
