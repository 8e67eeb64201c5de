import { LARGEST_EXPONENT, POWERS_OF_FIVE, SMALLEST_EXPONENT } from './powers-of-five';

const FRACTION_BITS: i32 = 52;
const FRACTION_MASK: u64 = (1 << 52) - 1;
const EXPONENT_BIAS: i32 = 1023;
const EXPONENT_OF_INFINITY: i32 = 0x7ff;
/** Bits of a product below the fraction, its implied bit, and one bit for rounding. */
const SURPLUS_BITS: u64 = 9;
const SURPLUS_MASK: u64 = (1 << SURPLUS_BITS) - 1;
/** Only between these powers of ten can a decimal lie exactly between two doubles. */
const SMALLEST_HALFWAY_EXPONENT: i32 = -4;
const LARGEST_HALFWAY_EXPONENT: i32 = 23;

/** ⌊log2(10^exponent)⌋, right for all exponents of the table. */
// @ts-ignore: decorator
@inline
function binaryExponent(exponent: i32): i32 {
  return (exponent * 217706) >> 16;
}

/** The high 64 bits of a product of 128. */
// @ts-ignore: decorator
@inline
function highProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const cross = aHigh * bLow + ((aLow * bLow) >> 32);
  return aHigh * bHigh + (cross >> 32) + ((aLow * bHigh + (cross & 0xffffffff)) >> 32);
}

/**
 * The double nearest to significand × 10^exponent, ties to even; zero and infinity where it is too small and too large.
 * Significand > 0. Right for every significand of 64 bits (Lemire, https://arxiv.org/abs/2101.11408, algorithm 1);
 * that it never needs to give up is shown by Mushtak and Lemire, https://arxiv.org/abs/2212.06644.
 */
export function nearestDouble(significand: u64, exponent: i32): f64 {
  if (exponent < SMALLEST_EXPONENT) return 0;
  if (exponent > LARGEST_EXPONENT) return Infinity;
  const shift = clz(significand);
  const normal = significand << shift;
  const power = POWERS_OF_FIVE + (<usize>(exponent - SMALLEST_EXPONENT) << 4);
  const powerHigh = load<u64>(power);
  let high = highProduct(normal, powerHigh);
  let low = normal * powerHigh;
  if ((high & SURPLUS_MASK) == SURPLUS_MASK) {
    // What the lower half of the power adds may carry over: this is about one number in 512.
    const added = highProduct(normal, load<u64>(power, 8));
    low += added;
    if (low < added) high += 1;
  }

  const upper = high >> 63;
  const cut = upper + SURPLUS_BITS;
  let fraction = high >> cut;
  let binary = binaryExponent(exponent) + 63 + <i32>upper - <i32>shift + EXPONENT_BIAS;
  if (binary <= 0) {
    if (binary <= -63) return 0;
    fraction >>= <u64>(1 - binary);
    fraction = (fraction + (fraction & 1)) >> 1;
    // One more than the largest subnormal is, bit for bit, the smallest normal number.
    return reinterpret<f64>(fraction);
  }
  if (
    low <= 1 && (fraction & 3) == 1 && fraction << cut == high &&
    exponent >= SMALLEST_HALFWAY_EXPONENT && exponent <= LARGEST_HALFWAY_EXPONENT
  ) {
    fraction &= ~(<u64>1);
  }
  fraction = (fraction + (fraction & 1)) >> 1;
  if (fraction >> (FRACTION_BITS + 1)) {
    fraction >>= 1;
    binary += 1;
  }
  if (binary >= EXPONENT_OF_INFINITY) return Infinity;
  return reinterpret<f64>((fraction & FRACTION_MASK) | (<u64>binary << FRACTION_BITS));
}

/** No double: more than the bits of any number, even without the sign. */
export const NO_BITS: u64 = 0x7fff_ffff_ffff_ffff;

/** {@link usualBits} may be so much less than the exact product's high half. */
const MOST_MISSING: u64 = 3;
const LARGEST_BINARY: u32 = 0x7fd;

/**
 * The bits of what {@link nearestDouble} finds, or NO_BITS where less than an exact product of 128 bits may not tell:
 * for eight of a thousand numbers, and for all that are zero, subnormal or near infinity. Three of the four partial
 * products are cut and summed, so that the sum is at most 2 too small, and the lower half of the power may add 1: where
 * none of this reaches the bits that count, and some bit behind the one for rounding is set, it does not matter.
 */
// @ts-ignore: decorator
@inline
export function usualBits(significand: u64, exponent: i32): u64 {
  const place = <u32>(exponent - SMALLEST_EXPONENT);
  if (place > <u32>(LARGEST_EXPONENT - SMALLEST_EXPONENT)) return NO_BITS;
  const shift = clz(significand);
  const normal = significand << shift;
  const power = load<u64>(POWERS_OF_FIVE + (<usize>place << 4));
  const normalHigh = normal >> 32;
  const powerHigh = power >> 32;
  const cross = (normalHigh * (power & 0xffffffff)) >> 32;
  const high = normalHigh * powerHigh + cross + (((normal & 0xffffffff) * powerHigh) >> 32);
  if (((high + MOST_MISSING) & SURPLUS_MASK) <= MOST_MISSING) return NO_BITS;

  const upper = high >> 63;
  const fraction = high >> (upper + SURPLUS_BITS);
  const binary = binaryExponent(exponent) + 63 + <i32>upper - <i32>shift + EXPONENT_BIAS;
  if (<u32>(binary - 1) >= LARGEST_BINARY) return NO_BITS;
  // The implied bit, and what rounding may carry into the next power of two, are added to the exponent.
  return (<u64>(binary - 1) << FRACTION_BITS) + ((fraction + (fraction & 1)) >> 1);
}
