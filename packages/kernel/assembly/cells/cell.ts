import { quote } from '../dialect';

const ZERO: u32 = 0x30;

/**
 * Whether the cell stands in quotes: what it holds is between them. The length is asked for last, so that a cell
 * without quotes costs a single branch.
 */
// @ts-ignore: decorator
@inline
export function isQuoted(start: usize, end: usize): bool {
  return <u32>load<u8>(start) == quote && <u32>load<u8>(end - 1) == quote && end - start >= 2;
}

/** The digit at `at`; 10 or more where there is none. */
// @ts-ignore: decorator
@inline
export function digitAt(at: usize): u32 {
  return <u32>load<u8>(at) - ZERO;
}

/** The number that two digits at `at` make, or −1. */
export function twoDigits(at: usize): i32 {
  const tens = digitAt(at);
  const ones = digitAt(at + 1);
  return tens < 10 && ones < 10 ? <i32>(tens * 10 + ones) : -1;
}
