/**
 * Angles on the earth by addition, multiplication, division and square root alone, which IEEE 754 rounds alike
 * everywhere; `Math.sin` and its family may differ between machines (ECMA-262, "implementation-approximated").
 */
const RADIANS_PER_DEGREE = Math.PI / 180;
const EARTH_RADIUS_MILES = 3958.8;
const SINE_TERMS = 12;
const ARCSINE_TERMS = 60;

export interface Place {
  /** Degrees north and east. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Of any finite angle; by Taylor's series, good to 15 digits. */
export function sineOfDegrees(degrees: number): number {
  const turned = degrees - 360 * Math.floor((degrees + 180) / 360);
  const folded = turned > 90 ? 180 - turned : turned < -90 ? -180 - turned : turned;
  const angle = folded * RADIANS_PER_DEGREE;
  let term = angle;
  let sum = angle;
  for (let n = 1; n < SINE_TERMS; n += 1) {
    term *= (-angle * angle) / (2 * n * (2 * n + 1));
    sum += term;
  }
  return sum;
}

export const cosineOfDegrees = (degrees: number): number => sineOfDegrees(degrees + 90);

/** In radians, for 0 ≤ ratio ≤ 0.8: its series converges slowly near 1. */
function arcsine(ratio: number): number {
  let term = ratio;
  let sum = ratio;
  for (let n = 1; n < ARCSINE_TERMS; n += 1) {
    term *= (ratio * ratio * (2 * n - 1)) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return sum;
}

/** Statute miles along the great circle (haversine), for places less than 7,000 miles apart. */
export function greatCircleMiles(from: Place, to: Place): number {
  const acrossLatitude = sineOfDegrees((to.latitude - from.latitude) / 2);
  const acrossLongitude = sineOfDegrees((to.longitude - from.longitude) / 2);
  const haversine =
    acrossLatitude * acrossLatitude +
    cosineOfDegrees(from.latitude) * cosineOfDegrees(to.latitude) * acrossLongitude * acrossLongitude;
  return 2 * EARTH_RADIUS_MILES * arcsine(Math.sqrt(haversine));
}
