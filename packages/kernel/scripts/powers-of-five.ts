/**
 * The table of `eisel-lemire.ts`: for every power of ten that a float64 can need, the 128 highest bits of the power of
 * five in it (Lemire, Number Parsing at a Gigabyte per Second, https://arxiv.org/abs/2101.11408, sections 5 and 6).
 */

export const SMALLEST_EXPONENT = -342;
export const LARGEST_EXPONENT = 308;

const SIGNIFICAND_BITS = 128;
/** Down to this exponent the reciprocal is used exactly as rounded up, below it is cut after 128 bits. */
const SMALLEST_EXACT_RECIPROCAL = -27;

const bitLength = (value: bigint) => value.toString(2).length;

/** The 128 highest bits of `value`, cut, not rounded. */
function highestBits(value: bigint): bigint {
  const surplus = bitLength(value) - SIGNIFICAND_BITS;
  return surplus >= 0 ? value >> BigInt(surplus) : value << BigInt(-surplus);
}

/** 5^exponent scaled to 128 bits: cut where it is an integer, a reciprocal rounded up where it is not. */
export function significandOfPowerOfFive(exponent: number): bigint {
  if (exponent >= 0) return highestBits(5n ** BigInt(exponent));
  const power = 5n ** BigInt(-exponent);
  const bits = bitLength(power);
  const scale =
    exponent >= SMALLEST_EXACT_RECIPROCAL ? bits + SIGNIFICAND_BITS - 1 : 2 * (bits + SIGNIFICAND_BITS);
  return highestBits((1n << BigInt(scale)) / power + 1n);
}

const hex = (value: bigint) => `0x${value.toString(16).padStart(16, '0')}`;

/** The source of `assembly/cells/powers-of-five.ts`. */
export function powersOfFiveSource(): string {
  const rows: string[] = [];
  for (let exponent = SMALLEST_EXPONENT; exponent <= LARGEST_EXPONENT; exponent += 1) {
    const significand = significandOfPowerOfFive(exponent);
    rows.push(`  ${hex(significand >> 64n)}, ${hex(significand & (2n ** 64n - 1n))},`);
  }
  return `/** Written by scripts/write-powers-of-five.ts. */

export const SMALLEST_EXPONENT: i32 = ${SMALLEST_EXPONENT};
export const LARGEST_EXPONENT: i32 = ${LARGEST_EXPONENT};

/** Significands of 5^SMALLEST_EXPONENT … 5^LARGEST_EXPONENT, 16 bytes each: the high 64 bits, then the low ones. */
export const POWERS_OF_FIVE = memory.data<u64>([
${rows.join('\n')}
]);
`;
}
