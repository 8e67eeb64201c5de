/** Texts in every encoding, packed or not: the same cells, and positions in the bytes of the source. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Encoding } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { converted, expectShape, expectTable, textTable } from '../support/check-shape.ts';
import { column, table } from '../support/compare-tables.ts';
import { PLAIN_CSV, planText, type TextOptions } from '../support/convert-csv.ts';
import { openedFor } from '../support/open-engine.ts';
import { hyparquet } from '../support/readers/hyparquet.ts';
import { encoded, WINDOWS_1252_CHARACTERS } from './cases/encoded-text.ts';

const AB = ['a', 'b'];
const { encoding: _utf8, ...PLAIN } = { ...PLAIN_CSV, delimiter: ',', declared: 'strings' } as const;
const ALL: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'latin1'];
const UTF16 = ['utf-16le', 'utf-16be'] as const;

/** What all of them can write. */
const western = 'é,ü\n1,"ÿ\nñ"\n"¡""",\n';
const westernTable = textTable(['é', 'ü'], ['1', 'ÿ\nñ'], ['¡"', null]);

const anything = 'é,😀\n漢字,"😀,\uFEFF"\nΩ,\u0000x\n';
const anythingTable = textTable(['é', '😀'], ['漢字', '😀,\uFEFF'], ['Ω', '\u0000x']);

describe.each(engineNames)('%s reads', (name) => {
  const opened = openedFor(name);

  it.each(ALL)('%s, where it is named', (encoding) =>
    expectShape(opened, {
      name: encoding,
      text: encoded(western, encoding),
      options: { ...PLAIN, encoding },
      expected: westernTable,
    }),
  );

  it.each(['utf-8', ...UTF16] as const)(
    '%s with every kind of character, by its byte-order mark',
    async (encoding) => {
      const text = encoded(`\uFEFF${anything}`, encoding);
      const files = await converted(opened, text, PLAIN);
      expect(files.plan.source.format.encoding).toBe(encoding);
      await expectTable(opened, files, anythingTable);
    },
  );

  it.each(UTF16)('%s without a byte-order mark', async (encoding) => {
    const text = encoded(`name,n\n${'word,1\n'.repeat(50)}`, encoding);
    const files = await converted(opened, text);
    expect(files.plan.source.format.encoding).toBe(encoding);
    expect(files.result.rows.written).toBe(50);
  });

  it('Windows-1252 where bytes are no UTF-8, and says so', async () => {
    const text = encoded('name,n\nFrançois,1\nJosé – “Pepe”,2\n', 'windows-1252');
    const files = await converted(opened, text);
    expect(files.plan.source.format.encoding).toBe('windows-1252');
    await expectTable(
      opened,
      files,
      table(column('name', 'string', ['François', 'José – “Pepe”']), column('n', 'int64', [1n, 2n])),
    );
  });

  it('every byte of Windows-1252 and of Latin-1', async () => {
    const rows = Array.from(WINDOWS_1252_CHARACTERS, (character) => [character, 'x']);
    const text = `a,b\n${rows.map(([character]) => `${character},x\n`).join('')}`;
    await expectShape(opened, {
      name: 'windows-1252',
      text: encoded(text, 'windows-1252'),
      options: { ...PLAIN, encoding: 'windows-1252' },
      expected: textTable(AB, ...rows),
    });
    const latin = Array.from({ length: 128 }, (_, at) => [String.fromCharCode(0x80 + at), 'x']);
    await expectShape(opened, {
      name: 'latin1',
      text: encoded(`a,b\n${latin.map(([character]) => `${character},x\n`).join('')}`, 'latin1'),
      options: { ...PLAIN, encoding: 'latin1' },
      expected: textTable(AB, ...latin),
    });
  });

  it.each(ALL)('%s in an unusual dialect, with types', async (encoding) => {
    const text = "n§t§d\n# ü\n1§'it''s é'§2024-02-29\n2§\\N§\n";
    const options = {
      kind: 'csv',
      encoding,
      delimiter: '§',
      quote: "'",
      escape: "'",
      comment: '#',
      nulls: ['\\N'],
      hasHeader: true,
    } as const;
    const files = await converted(opened, encoded(text, encoding), options);
    await expectTable(
      opened,
      files,
      table(
        column('n', 'int64', [1n, 2n]),
        column('t', 'string', ["it's é", null]),
        column('d', 'date', [19_782, null]),
      ),
    );
  });

  it.each(ALL)('%s, and tells of bad rows where they are in its bytes', async (encoding) => {
    const before = 'a,b\né,1\nü,2\n';
    const text = `${before}ß\nç,4\n`;
    const files = await converted(opened, encoded(text, encoding), {
      ...PLAIN,
      encoding,
      onBadRow: 'reject',
    });
    const { byteOffset, raw, rawBase64 } = files.rejects[0]!;
    expect([byteOffset, files.rejects[0]!.row]).toEqual([encoded(before, encoding).length, 3]);
    const bytes = rawBase64 === undefined ? Buffer.from(raw!) : Buffer.from(rawBase64, 'base64');
    expect([encoded('ß', encoding), Buffer.from('ß')]).toContainEqual(bytes);
    await expectTable(opened, files, textTable(AB, ['é', '1'], ['ü', '2'], ['ç', '4']));
  });

  it.each(UTF16)(
    '%s with half a pair of surrogates and half a character: bad rows, or replaced',
    async (encoding) => {
      const text = Buffer.concat([
        encoded('a,b\n1,x', encoding),
        encoded('\ud800', encoding),
        encoded('\n2,y\n3,z', encoding),
        Buffer.from([0x41]),
      ]);
      const options: TextOptions = { ...PLAIN, encoding };
      const files = await converted(opened, text, { ...options, onBadRow: 'reject' });
      const lengthOf = (part: string) => encoded(part, encoding).length;
      const halfAt = (byte: number) => expect.stringMatching(`\\(at byte ${byte}\\) .*is half of`);
      expect(files.rejects).toMatchObject([
        { row: 1, byteOffset: lengthOf('a,b\n'), reason: halfAt(lengthOf('a,b\n1,x')) },
        { row: 3, byteOffset: lengthOf('a,b\n1,x?\n2,y\n'), reason: halfAt(text.length - 1) },
      ]);
      await expectTable(opened, files, textTable(AB, ['2', 'y']));
      const replaced = await converted(opened, text, { ...options, invalidBytes: 'replace' });
      const { values } = (await readB(replaced.parquet))!;
      expect(values.map((value) => String(value).replaceAll('\uFFFD', '').length)).toEqual([1, 1, 1]);
      expect(values[0]).toMatch(/^x\uFFFD+$/);
      expect(values[2]).toMatch(/^z\uFFFD+$/);
    },
  );

  const packed = {
    gzip: gzipSync(western),
    'several members of gzip': Buffer.concat([gzipSync(western.slice(0, 9)), gzipSync(western.slice(9))]),
    zstd: zstdCompressSync(western),
    'several frames of zstd': Buffer.concat([
      zstdCompressSync(western.slice(0, 9)),
      zstdCompressSync(western.slice(9)),
    ]),
  };

  it.each(Object.keys(packed) as (keyof typeof packed)[])('%s, found by its content', async (how) => {
    const files = await converted(opened, packed[how], { ...PLAIN, encoding: 'utf-8' });
    expect(files.result.bytes).toEqual({ read: packed[how].length, parsed: Buffer.byteLength(western) });
    await expectTable(opened, files, westernTable);
  });

  it('UTF-16 inside of zstd', async () => {
    const files = await converted(opened, zstdCompressSync(encoded(`\uFEFF${anything}`, 'utf-16be')), PLAIN);
    await expectTable(opened, files, anythingTable);
  });

  it.each(['gzip', 'zstd'] as const)('no %s that is cut short', async (how) => {
    const { session, store } = opened;
    const whole = how === 'gzip' ? gzipSync(western.repeat(50)) : zstdCompressSync(western.repeat(50));
    const attempt = async () => {
      const plan = await planText(store, whole.subarray(0, -5), { ...PLAIN, encoding: 'utf-8' });
      return session.convert(plan);
    };
    await expect(attempt()).rejects.toThrow(new RegExp(`the ${how} data is damaged or cut short`));
  });

  async function readB(file: Uint8Array) {
    return (await hyparquet.read(file)).columns.at(-1);
  }
});
