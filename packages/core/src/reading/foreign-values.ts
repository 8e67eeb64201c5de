/** Text for values that our own types do not have. */
import { isUtf8 } from 'node:buffer';
import { timestampText } from './cell-text.ts';

/** UTF-8 as text, a leading byte order mark included; undefined when the bytes are not valid. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.includes('\uFFFD') && !isUtf8(bytes) ? undefined : text;
}

/** Bytes as printable ASCII; everything else, the backslash included, is `\xHH`, so that no two values look alike. */
export function binaryText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const isPrintable = byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
    text += isPrintable
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}

/** Two's complement, most significant byte first. */
export function bigEndianInteger(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const digits = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${digits}`));
}

/** An unscaled decimal with its point: `decimalText(-1205n, 2)` is `-12.05`. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** 16 bytes as RFC 9562 writes them. */
export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Parquet INTERVAL and Avro duration: three little-endian unsigned 32-bit numbers. */
export function intervalText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [months, days, millis] = [0, 4, 8].map((at) => view.getUint32(at, true));
  return `${months} months ${days} days ${millis} ms`;
}

/** Nanoseconds since 1970-01-01 as microseconds, or as text where microseconds cannot say it. */
export function microsFromNanos(nanos: bigint, isAdjustedToUTC: boolean): bigint | string {
  return nanos % 1000n === 0n ? nanos / 1000n : timestampText(nanos, 9, isAdjustedToUTC);
}

/** A nested value before it becomes text. */
export type NestedValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly NestedValue[]
  | { readonly [name: string]: NestedValue };

/** JSON with every digit of 64-bit integers; numbers that JSON lacks are strings. */
export function nestedText(value: NestedValue): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return '-0.0';
    return Number.isFinite(value) ? String(value) : JSON.stringify(String(value));
  }
  if (Array.isArray(value)) return `[${value.map(nestedText).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${nestedText(member)}`,
  );
  return `{${members.join(',')}}`;
}
