function long(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value * 2; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}

const bytes = (content: Buffer) => [...long(content.length), ...content];

/**
 * An object container file without records
 * (https://avro.apache.org/docs/1.12.0/specification/#object-container-files).
 */
export function avroContainer(schema: string): Uint8Array {
  return Buffer.from([
    ...Buffer.from('Obj\u0001'),
    ...long(1),
    ...bytes(Buffer.from('avro.schema')),
    ...bytes(Buffer.from(schema)),
    ...long(0),
    ...Buffer.alloc(16, 7),
  ]);
}
