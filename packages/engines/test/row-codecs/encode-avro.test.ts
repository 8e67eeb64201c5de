import type { Column } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { encodeAvro } from '../../src/row-codecs/encode-avro.ts';
import { parseRows } from '../../src/row-codecs/parse-rows.ts';
import { avroHeader } from '../support/readers/avro-header.ts';
import { PARSING, planOf } from './plan-of.ts';

const columns: Column[] = [
  { name: 'flight number', type: { kind: 'int64' }, nullable: true },
  { name: 'at', type: { kind: 'timestamp', isAdjustedToUTC: false }, nullable: false },
];

type AvroOutput = Parameters<typeof encodeAvro>[2];

const output: AvroOutput = { format: 'avro', codec: 'null', ref: { bucket: '/out', key: 'x.avro' } };

async function fileOf(text: string, options: Partial<AvroOutput> = {}): Promise<Buffer> {
  const source = Buffer.from(text);
  const plan = planOf(columns);
  const rows = await parseRows(source, plan, PARSING);
  return Buffer.from(await encodeAvro(rows, plan, { ...output, ...options }, source));
}

describe('encodeAvro', () => {
  const text = 'flight number,at\n1,2024-05-01T10:00\n';

  it('marks the blocks of equal sources alike, those of others otherwise', async () => {
    const markerOf = (file: Buffer) => file.subarray(-16).toString('hex');
    const file = await fileOf(text);
    expect(await fileOf(text)).toEqual(file);
    expect(markerOf(await fileOf(text.replace('10:00', '10:01')))).not.toBe(markerOf(file));
  });

  it('marks blocks by the rows that are in them, not by what was to become of others', async () => {
    const nullable = [columns[0]!, { ...columns[1]!, nullable: true }];
    const markerOf = async (source: Buffer, fate: 'fail' | 'reject' | 'pad') => {
      const plan = planOf(nullable, { badRows: { fate, isRedacted: false } });
      const file = await encodeAvro(await parseRows(source, plan, PARSING), plan, output, source);
      return Buffer.from(file.subarray(-16)).toString('hex');
    };
    const clean = Buffer.from(text);
    expect(await markerOf(clean, 'reject')).toBe(await markerOf(clean, 'fail'));
    const short = Buffer.from(`${text}2\n`);
    expect(await markerOf(short, 'reject')).not.toBe(await markerOf(short, 'pad'));
  });

  it('compresses with deflate at the level that is asked for', async () => {
    const many = `flight number,at\n${'1,2024-05-01T10:00\n'.repeat(5000)}`;
    const [fast, best] = [
      await fileOf(many, { codec: 'deflate', level: 1 }),
      await fileOf(many, { codec: 'deflate', level: 9 }),
    ];
    expect(best.length).toBeLessThan(fast.length);
    expect(await fileOf(many, { codec: 'deflate', level: 6 })).toEqual(
      await fileOf(many, { codec: 'deflate' }),
    );
  });

  it('keeps metadata beside that of the format', async () => {
    const file = await fileOf(text, { metadata: { owner: 'Zoë' } });
    expect(avroHeader(file).metadataKeys.toSorted()).toEqual(['avro.codec', 'avro.schema', 'owner']);
    expect(file.includes(Buffer.from('Zoë'))).toBe(true);
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
