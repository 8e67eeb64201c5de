import { describe, expect, it } from 'vitest';
import { badRowPolicyOf, type ConvertFlags } from '../src/commands/convert/convert-flags.ts';
import { outputPlans, requireWritable } from '../src/commands/convert/output-plans.ts';
import { idleFlags, sourceOptionsOf } from '../src/commands/source-flags.ts';
import { createProgram } from '../src/program/create-program.ts';

/** What commander makes of a command line. */
async function flagsOf(...args: string[]): Promise<ConvertFlags> {
  let flags: ConvertFlags = {};
  const program = createProgram(async (given) => {
    flags = given as ConvertFlags;
  });
  const silent = { writeErr: () => {}, writeOut: () => {} };
  for (const command of [program, ...program.commands]) command.configureOutput(silent).exitOverride();
  await program.parseAsync(['convert', 'a.csv', ...args], { from: 'user' });
  return flags;
}

const optionsOf = async (...args: string[]) => sourceOptionsOf(await flagsOf(...args));

describe('flags say how a source is read:', () => {
  it.each([
    [[], {}],
    [['--from', 'json'], { kind: 'json' }],
    [['--encoding', 'utf-16le'], { encoding: 'utf-16le' }],
    [['--delimiter', '\\t'], { delimiter: '\t' }],
    [['--quote', 'none'], { quote: '' }],
    [['--escape', '\\'], { escape: '\\' }],
    [['--escape', 'double'], { escape: 'double' }],
    [['--quote', "'", '--escape', 'double'], { quote: "'", escape: 'double' }],
    [['--comment', '#'], { comment: '#' }],
    [['--trim'], { trim: true }],
    [['--no-trim'], { trim: false }],
    [['--skip-lines', '2'], { skipLines: 2 }],
    [['--trailing-delimiter'], { trailingDelimiter: true }],
    [['--no-trailing-delimiter'], { trailingDelimiter: false }],
    [['--header'], { hasHeader: true }],
    [['--no-header'], { hasHeader: false }],
    [['--names', 'a,b'], { names: ['a', 'b'] }],
    [['--null', 'NA', '--null', '\\N'], { nulls: ['NA', '\\N'] }],
    [['--quoted-empty', 'string'], { quotedEmpty: 'string' }],
    [['--records', 'states'], { member: 'states' }],
    [['--nested', 'json'], { nested: 'json' }],
    [['--max-columns', '9'], { limits: { recordBytes: 1 << 26, fieldBytes: 1 << 26, columns: 9 } }],
    [
      ['--max-record-bytes', '1MB', '--max-field-bytes', '1kB'],
      { limits: { recordBytes: 1e6, fieldBytes: 1e3, columns: 1 << 16 } },
    ],
  ])('%j', async (args, options) => {
    expect(await optionsOf(...args)).toEqual(options);
  });

  it.each([
    [['--delimiter', '"'], '--delimiter holds the quote'],
    [['--delimiter', 'a\\\\', '--escape', '\\'], '--delimiter holds the escape'],
    [['--quote', 'none', '--escape', 'double'], '--quote none says that there is none'],
    [['--from', 'json', '--delimiter', ';'], '--delimiter does not go with --from json'],
    [['--from', 'csv', '--nested', 'json'], '--nested does not go with --from csv'],
  ])('%j contradict each other', async (args, message) => {
    await expect(optionsOf(...args)).rejects.toThrow(message);
  });

  it.each([
    [['--from', 'xml'], /'xml' is invalid. Allowed choices are csv, json/],
    [['--encoding', 'ebcdic'], /Allowed choices are utf-8/],
    [['--skip-lines', '-1'], /whole number from 0/],
    [['--on-bad-row', 'drop'], /Allowed choices are fail, reject, pad/],
  ])('%j is refused by name', async (args, message) => {
    await expect(flagsOf(...args)).rejects.toThrow(message);
  });

  it('those that do not concern a source are known', () => {
    expect(idleFlags('json', { delimiter: ';', names: ['a'], header: false })).toEqual([
      '--delimiter',
      '--header',
    ]);
    expect(idleFlags('csv', { delimiter: ';', nested: 'json' })).toEqual(['--nested']);
  });
});

describe('flags say what becomes of bad rows:', () => {
  it.each([
    [[], { fate: 'fail', isRedacted: false }],
    [['--on-bad-row', 'reject'], { fate: 'reject', isRedacted: false }],
    [['--on-bad-row', 'pad', '--rejects-redact'], { fate: 'pad', isRedacted: true }],
    [
      ['--on-bad-row', 'reject', '--max-bad-rows', '5%'],
      { fate: 'reject', isRedacted: false, allowance: { fraction: 0.05 } },
    ],
  ])('%j', async (args, policy) => {
    expect(badRowPolicyOf(await flagsOf(...args))).toEqual(policy);
  });

  it.each([['--rejects', 'x'], ['--max-bad-rows', '3'], ['--rejects-redact']])(
    '%s alone is refused, since nothing is set aside',
    async (...args) => {
      const flags = await flagsOf(...args);
      expect(() => badRowPolicyOf(flags)).toThrow(`${args[0]} goes with --on-bad-row reject, or pad`);
    },
  );
});

describe('flags say how outputs are written:', () => {
  const codecs = { parquetCodec: 'zstd', avroCodec: 'deflate', prefer: 'speed' } as const;
  const refs = ['p', 'a'].map((key) => ({ bucket: '/out', key }));

  it('everything that a plan of an output holds', async () => {
    const flags = await flagsOf(
      ...['--parquet-level', '19', '--avro-level', '9', '--row-group-rows', '1000'],
      ...['--dictionary', 'a=off', '--metadata', 'a=1', '--metadata', 'b=2'],
    );
    requireWritable(['parquet', 'avro'], flags, codecs);
    const metadata = { a: '1', b: '2' };
    expect(outputPlans(['parquet', 'avro'], refs, flags, codecs)).toEqual([
      {
        ...{ format: 'parquet', ref: refs[0], codec: 'zstd', level: 19, prefer: 'speed', rowGroupRows: 1000 },
        ...{ dictionary: { a: false }, metadata },
      },
      { format: 'avro', ref: refs[1], codec: 'deflate', level: 9, metadata },
    ]);
  });

  it.each([
    [
      ['--parquet-level', '3'],
      'snappy',
      'snappy',
      'snappy has no levels; choose --parquet-codec zstd or gzip',
    ],
    [['--parquet-level', '10'], 'gzip', 'snappy', 'gzip has the levels 1 to 9'],
    [['--parquet-level', '23'], 'zstd', 'snappy', 'zstd has the levels 1 to 22'],
    [['--avro-level', '3'], 'zstd', 'snappy', 'snappy has no levels; choose --avro-codec deflate'],
    [['--avro-level', '10'], 'zstd', 'deflate', 'deflate has the levels 1 to 9'],
    [['--metadata', 'avro.codec=x'], 'zstd', 'deflate', 'Avro keeps keys that begin with "avro."'],
  ] as const)('%j with %s and %s is refused', async (args, parquetCodec, avroCodec, message) => {
    const flags = await flagsOf(...args);
    const check = () => requireWritable(['parquet', 'avro'], flags, { ...codecs, parquetCodec, avroCodec });
    expect(check).toThrow(message);
  });

  it.each([
    [['--row-group-rows', '5'], 'avro', '--row-group-rows concerns Parquet, which is not written'],
    [['--dictionary', 'on'], 'avro', '--dictionary concerns Parquet'],
    [['--parquet-level', '5'], 'avro', '--parquet-level concerns Parquet'],
    [['--prefer', 'speed'], 'avro', '--prefer concerns Parquet'],
    [['--avro-level', '5'], 'parquet', '--avro-level concerns Avro'],
  ] as const)('%j is refused where only %s is written', async (args, format, message) => {
    const flags = await flagsOf(...args);
    expect(() => requireWritable([format], flags, codecs)).toThrow(message);
  });
});
