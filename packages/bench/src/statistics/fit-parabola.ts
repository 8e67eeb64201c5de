export interface Point {
  readonly x: number;
  readonly y: number;
  /** Inverse to the variance of `y`. */
  readonly weight: number;
}

export interface Parabola {
  /** Of the straight line that fits best. */
  readonly intercept: number;
  readonly slope: number;
  /** Of x² in the parabola that fits best; undefined where fewer than three x are told apart. */
  readonly quadratic: number | undefined;
}

/**
 * Weighted least squares by polynomials that are orthogonal over the points, so that the line is the same with and without
 * the quadratic term. Source: G. E. Forsythe, Generation and use of orthogonal polynomials for data-fitting with a digital
 * computer, Journal of the SIAM 5 (1957), 74–88.
 *
 * @returns undefined where fewer than two x are told apart: that is no line.
 */
export function fitParabola(points: readonly Point[]): Parabola | undefined {
  const distinct = new Set(points.map(({ x }) => x)).size;
  if (distinct < 2) return undefined;
  const weighted = (value: (point: Point) => number) =>
    points.reduce((total, point) => total + point.weight * value(point), 0);
  const total = weighted(() => 1);
  const centre = weighted(({ x }) => x) / total;
  const level = weighted(({ y }) => y) / total;
  const first = ({ x }: Point) => x - centre;
  const spread = weighted((point) => first(point) ** 2);
  const slope = weighted((point) => (point.y - level) * first(point)) / spread;
  const line = { intercept: level - slope * centre, slope };
  if (distinct < 3) return { ...line, quadratic: undefined };
  const shift = weighted((point) => first(point) ** 3) / spread;
  const second = (point: Point) => (first(point) - shift) * first(point) - spread / total;
  const residual = (point: Point) => point.y - level - slope * first(point);
  const quadratic =
    weighted((point) => residual(point) * second(point)) / weighted((point) => second(point) ** 2);
  return { ...line, quadratic };
}
