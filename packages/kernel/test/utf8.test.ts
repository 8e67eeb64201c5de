import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { loadKernel } from './load-kernel.ts';

const kernel = loadKernel<{ isUtf8(start: number, end: number): number }>();
const CAPACITY = 1 << 13;
const base = kernel.allocate(CAPACITY);

/** `behind` stands after the end, where it must not matter. */
function check(bytes: Uint8Array, behind = 0x80): boolean {
  const memory = new Uint8Array(kernel.memory.buffer);
  memory.fill(behind, base, base + bytes.length + 64);
  memory.set(bytes, base);
  return kernel.isUtf8(base, base + bytes.length) === 1;
}

/** Whole characters of every length, and everything near them that is none. */
const SOUND = '61 7f 00 c280 c3a9 dfbf e0a080 e282ac ed9fbf ee8080 efbfbf f0908080 f09f9880 f48fbfbf';
const UNSOUND =
  '80 bf c0 c080 c1bf c2 c2c2 e0 e080 e09fbf e0a0 eda080 edbfbf e2 e282 e28280ac f0 f08fbfbf ' +
  'f0908080bf f09f98 f0908f f4908080 f5808080 f7bfbfbf f880808080 fe ff efbbbf';
const SOUND_PIECES = 14;
const PIECES = `${SOUND} ${UNSOUND}`.split(' ').map((hex) => Buffer.from(hex, 'hex'));

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('UTF-8 in the kernel', () => {
  it('agrees with Node about every piece at every position of text of every length', () => {
    for (const piece of PIECES) {
      for (let length = piece.length; length < 150; length += 1) {
        for (let at = 0; at + piece.length <= length; at += 1) {
          const bytes = Buffer.alloc(length, 0x61);
          bytes.set(piece, at);
          if (check(bytes) !== isUtf8(bytes)) expect.fail(`${piece.toString('hex')} at ${at} of ${length}`);
        }
      }
    }
  });

  it('agrees with Node about every pair and every lead with all that can follow', () => {
    for (let first = 0; first < 256; first += 1) {
      for (let second = 0; second < 256; second += 1) {
        for (const rest of [[], [0x80], [0x80, 0xbf], [0xbf, 0x80, 0x80], [0x61, 0x80]]) {
          const bytes = Uint8Array.of(...new Array(13).fill(0x61), first, second, ...rest);
          if (check(bytes) !== isUtf8(bytes)) expect.fail(Buffer.from(bytes).toString('hex'));
        }
      }
    }
  });

  it('agrees with Node about random characters and what is nearly one, whatever stands behind the end', () => {
    const below = random(7);
    for (let round = 0; round < 60_000; round += 1) {
      const isSound = below(2) === 0;
      const parts: Buffer[] = [];
      const pieces = 1 + below(60);
      for (let piece = 0; piece < pieces; piece += 1) {
        const isAscii = below(3) === 0;
        parts.push(
          isAscii ? Buffer.alloc(below(70), 0x20) : PIECES[below(isSound ? SOUND_PIECES : PIECES.length)]!,
        );
      }
      const whole = Buffer.concat(parts);
      const bytes = below(3) === 0 ? whole.subarray(0, below(whole.length + 1)) : whole;
      if (check(bytes, below(256)) !== isUtf8(bytes)) expect.fail(bytes.toString('hex'));
    }
  });

  it('takes no bytes for UTF-8', () => {
    expect(check(new Uint8Array(0))).toBe(true);
  });
});
