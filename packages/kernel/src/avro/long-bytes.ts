/** A non-negative safe integer as zig-zag long (https://avro.apache.org/docs/1.12.0/specification/#primitive-types). */
export function longBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = 2 * value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
