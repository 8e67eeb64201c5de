import { beforeEach, describe, expect, it } from 'vitest';
import {
  convertWidening,
  describeSource,
  memoryStore,
  type ObjectStore,
  type PlanningOptions,
  planEach,
  SAMPLE_BYTES,
  type SourceOptions,
} from '../src/index.ts';
import { referenceSession } from './support/reference-session.ts';

let store: ObjectStore;
beforeEach(() => {
  store = memoryStore();
});

const ref = (key: string) => ({ bucket: 'x', key });

async function describeText(text: string | Uint8Array, options: SourceOptions = {}) {
  async function* body() {
    yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
  }
  await store.write(ref('a.csv'), body());
  return describeSource(store, ref('a.csv'), options);
}

/** The error with which a text's conversion fails, or what became of its rows. */
async function convert(text: string, options?: SourceOptions, fate: 'fail' | 'reject' | 'pad' = 'fail') {
  const source = await describeText(text, options);
  const output = { format: 'avro' as const, ref: ref('out'), codec: 'null' as const };
  const inputs = [{ source, outputs: [output] }];
  const planning: PlanningOptions = {
    declared: new Map(),
    undeclared: 'infer',
    shareSchema: true,
    badRows: { fate, isRedacted: false },
  };
  const plannings = await planEach(store, inputs, planning);
  const [outcome] = await convertWidening(store, referenceSession(store), inputs, plannings, planning);
  if (outcome!.status === 'failed') return (outcome!.error as Error).message;
  return outcome!.status;
}

describe('describing a CSV file', () => {
  it('names the columns of a file without a header after the width of most records', async () => {
    const source = await describeText('1,2\n3,4,x\n5,6,y\n7,8,z\n');
    expect(source.columnNames).toEqual(['column0', 'column1', 'column2']);
  });

  it('describes a file without a header whose first record is broken', async () => {
    const rows = Array.from({ length: 9 }, (_, row) => `${row},"x, ${row}",2020-01-0${row}\n`).join('');
    expect((await describeText(`1,"x"y,2\n${rows}`)).columnNames).toEqual(['column0', 'column1', 'column2']);
  });

  it('leaves a last delimiter out of a file without a header, where such are told of', async () => {
    const options = { hasHeader: false, trailingDelimiter: true };
    const source = await describeText('1,2,\n3,4,\n5,6\n', options);
    expect(source.columnNames).toEqual(['column0', 'column1']);
    expect(await convert('1,2,\n3,4,\n5,6\n', options)).toBe('converted');
  });

  it('looks at a sample of one length, however large the chunks are', async () => {
    const text = '1,2\n'.repeat(SAMPLE_BYTES / 4) + '1,2,3\n'.repeat(SAMPLE_BYTES);
    const source = await describeText(text, { hasHeader: false });
    expect(source.columnNames).toEqual(['column0', 'column1']);
  });

  it('knows a delimiter that is given in the encoding of the file', async () => {
    for (const encoding of ['latin1', 'windows-1252'] as const) {
      const text = Buffer.from('1§2\n3§4\n', 'latin1');
      const source = await describeText(text, { hasHeader: false, encoding, delimiter: '§' });
      expect(source.columnNames).toEqual(['column0', 'column1']);
    }
  });

  it('refuses what is empty', async () => {
    for (const text of ['', '\n\r\n']) {
      await expect(describeText(text)).rejects.toThrow('x/a.csv is empty: it has no header line');
    }
  });

  it('refuses what has nothing but spaces in it', async () => {
    await expect(describeText('  \n  \n')).rejects.toThrow('x/a.csv is empty: nothing but spaces is in it');
  });

  it.each([
    ['89504e470d0a1a0a0000000d', 'is a PNG image, not a table'],
    ['ffd8ffe000104a46', 'is a JPEG image, not a table'],
    ['255044462d312e370a', 'is a PDF document, not a table'],
    ['474946383961', 'is a GIF image, not a table'],
    ['7f454c46020101', 'is an ELF program, not a table'],
    ['d0cf11e0a1b11ae1', 'is an old Office file'],
    ['53514c69746520666f726d6174203300', 'is an SQLite database'],
    ['80049523000000', 'is a Python pickle'],
  ])('refuses a file of another format that begins with %s', async (hex, saying) => {
    await expect(describeText(Buffer.from(hex, 'hex'))).rejects.toThrow(saying);
  });

  it('refuses UTF-32, with and without a mark, with a way out', async () => {
    const wide = (text: string, isLittle: boolean) => {
      const bytes = Buffer.alloc(4 * text.length);
      for (const [index, one] of [...text].entries())
        bytes[isLittle ? 'writeUInt32LE' : 'writeUInt32BE'](one.codePointAt(0)!, 4 * index);
      return bytes;
    };
    for (const mark of ['', '\ufeff']) {
      await expect(describeText(wide(`${mark}a,b\n1,2\n`, true))).rejects.toThrow(
        'iconv -f UTF-32LE -t UTF-8',
      );
      await expect(describeText(wide(`${mark}a,b\n1,2\n`, false))).rejects.toThrow(
        'iconv -f UTF-32BE -t UTF-8',
      );
    }
  });

  it('takes a cell that is longer than the sample for one', async () => {
    const cell = 'word, other\n'.repeat(SAMPLE_BYTES / 4);
    const source = await describeText(`a,b\n1,"${cell}"\n2,x\n`);
    expect(source).toMatchObject({ columnNames: ['a', 'b'], format: { dialect: { quote: '"' } } });
    expect((await describeText(`a,"${cell}"\n2,x\n`)).columnNames).toHaveLength(2);
  });

  it('finds the columns of a header that is longer than the sample', async () => {
    const names = Array.from({ length: SAMPLE_BYTES / 8 }, (_, column) => `column_${column}`);
    const source = await describeText(`${names.join(';')}\n${names.map(() => '1').join(';')}\n`);
    expect(source.columnNames).toEqual(names);
  });

  it('refuses what is no text, with or without a header', async () => {
    for (const hasHeader of [true, false]) {
      await expect(describeText('a\0b,c\n1,2\n', { hasHeader })).rejects.toThrow(
        'has NUL bytes in its first line',
      );
    }
  });
});

describe('converting a CSV file with lines before its table', () => {
  const table = 'id,name,n\n1,x,2\n3,y,4\n5,z,6\n';
  const sentence =
    'x/a.csv: the first 2 lines do not look like part of the table: --skip-lines 2; if the first line really is the header: --header';

  it('is refused, whatever becomes of bad rows, with the way out', async () => {
    const text = `Sales, of 2020\n\n${table}`;
    expect(await convert(text)).toBe(sentence);
    expect(await convert(text, {}, 'reject')).toBe(sentence);
    expect(await convert(text, { skipLines: 2 })).toBe('converted');
  });

  it('goes on when that is wanted, and the first bad row tells of them', async () => {
    expect(await convert(`Sales\n${table}`, { skipLines: 0 })).toMatch(
      /^(x\/)?a.csv row 1 .*3 fields, the header has 1; .*\(the first line does not look like part of the table: --skip-lines 1\)$/,
    );
  });

  it('tells of a header that is too narrow with the first bad row, and sets no more of them aside', async () => {
    const narrow = table.replace(',n\n', '\n');
    expect(await convert(narrow)).toMatch(/row 1 .*the header has 2 fields, most records 3/);
    expect(await convert(narrow, {}, 'reject')).toMatch(/^x\/a.csv: the header has 2 fields, most records 3/);
    expect(await convert(narrow, { hasHeader: true }, 'reject')).toBe('converted');
  });

  it('fills records up to a header that is wider where that is asked for', async () => {
    const wide = table.replace(',n\n', ',n,more\n');
    expect(await convert(wide, {}, 'reject')).toMatch('the header has 4 fields, most records 3');
    expect(await convert(wide, {}, 'pad')).toBe('converted');
  });

  it('only sets those lines aside where the table has no header', async () => {
    const text = `Sales of 2020\n${table.slice(table.indexOf('\n') + 1)}`;
    expect(await convert(text, {}, 'reject')).toBe('converted');
  });
});
