import { describe, expect, it } from 'vitest';
import { DEFAULT_DIALECT, memoryStore, openCsv, readCsv, recordStart } from '../src/index.ts';

async function* once(text: string) {
  yield new TextEncoder().encode(text);
}

async function startsOf(csv: string, dialect = DEFAULT_DIALECT, blockBytes = 1 << 16): Promise<number[]> {
  const { header, blocks } = await readCsv(once(csv), { dialect, name: 'test.csv', blockBytes });
  const starts: number[] = [];
  for await (const block of blocks) {
    for (let row = 0; row < block.rowCount; row += 1) {
      starts.push(recordStart(block, row, header.length, dialect));
    }
  }
  return starts;
}

describe('a record starts', () => {
  const csv = 'a,b\n1,x\n"2",y\n"3 ""three""",z\n\n"",w\n,"5"\n';
  const records = ['1,x', '"2",y', '"3 ""', '"",w', ',"5"'].map((record) => csv.indexOf(record));

  it('at its opening quote, if it has one', async () => {
    expect(await startsOf(csv)).toEqual(records);
  });

  it('at the same byte wherever blocks are cut', async () => {
    expect(await startsOf(csv, DEFAULT_DIALECT, 8)).toEqual(records);
  });

  it('at the quote of its dialect', async () => {
    expect(await startsOf("a;b\n'1';x\n", { delimiter: ';', quote: "'" })).toEqual([4]);
  });
});

it('reading a CSV table names the byte of a bad record with its opening quote', async () => {
  const store = memoryStore();
  const ref = { bucket: 'in', key: 'bad.csv' };
  await store.write(ref, once('n\n1\n"x"\n'));
  const declared = new Map([
    ['n', { name: 'n', type: { kind: 'int64' }, nullable: true, declared: true } as const],
  ]);
  const { batches } = await openCsv(store, ref, { declared });
  const reading = Array.fromAsync(batches());
  await expect(reading).rejects.toMatchObject({ badRow: { row: 2, byteOffset: 4 } });
});
