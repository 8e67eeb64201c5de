import { bisect } from './bisect.ts';

/** P(|T| ≤ t) for Student's t with `df` degrees of freedom. Source: Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function coverageWithin(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const cosine = Math.cos(angle);
  const isOdd = df % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = df === 1 ? 0 : term;
  for (let step = isOdd ? 3 : 2; step <= df - 2; step += 2) {
    term *= ((step - 1) / step) * cosine * cosine;
    sum += term;
  }
  const odd = (2 / Math.PI) * (angle + Math.sin(angle) * sum);
  return isOdd ? odd : Math.sin(angle) * sum;
}

/**
 * The t that |T| stays within with the given probability: 2.776 for 0.95 and 4 degrees of freedom.
 *
 * @param df a whole number from 1.
 */
export function studentT(coverage: number, df: number): number {
  let high = 1;
  while (coverageWithin(high, df) < coverage) high *= 2;
  return bisect(0, high, (t) => coverageWithin(t, df) < coverage);
}
