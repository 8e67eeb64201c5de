import type { Column } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { encodeAvro } from '../../src/row-codecs/encode-avro.ts';
import { parseRows } from '../../src/row-codecs/parse-rows.ts';
import { avroHeader } from '../support/readers/avro-header.ts';

const columns: Column[] = [
  { name: 'flight number', type: { kind: 'int64' }, nullable: true },
  { name: 'at', type: { kind: 'timestamp', isAdjustedToUTC: false }, nullable: false },
];

async function fileOf(text: string): Promise<Buffer> {
  const source = Buffer.from(text);
  const csv = { name: 'x.csv', dialect: { delimiter: ',', quote: '"' }, columns };
  return Buffer.from(await encodeAvro(await parseRows(source, csv), csv, 'null', source));
}

describe('encodeAvro', () => {
  const text = 'flight number,at\n1,2024-05-01T10:00\n';

  it('marks the blocks of equal sources alike, those of others otherwise', async () => {
    const markerOf = (file: Buffer) => file.subarray(-16).toString('hex');
    const file = await fileOf(text);
    expect(await fileOf(text)).toEqual(file);
    expect(markerOf(await fileOf(text.replace('10:00', '10:01')))).not.toBe(markerOf(file));
  });

  it.each([
    ['numbers', text],
    ['numbers beyond 2^53', `flight number,at\n9223372036854775807,2024-05-01T10:00\n`],
    ['no rows', 'flight number,at\n'],
  ])('tells the whole schema of a file with %s', async (_, source) => {
    const header = avroHeader(await fileOf(source));
    expect(header.schema).toMatchObject({
      fields: [
        { name: 'flight_number', originalName: 'flight number', default: null },
        { name: 'at', type: { type: 'long', logicalType: 'local-timestamp-micros' } },
      ],
    });
  });
});
