import type { Column, DeclaredTypes } from '@parquetry/core';
import type { Recipe } from '@parquetry/delivery';
import { expect, it } from 'vitest';
import type { CommandContext } from '../../src/commands/command-context.ts';
import type { BatchFlags } from '../../src/commands/run/batch-flags.ts';
import { saidDifference } from '../../src/commands/run/said-differences.ts';
import { wantedRecipe } from '../../src/commands/run/wanted-recipe.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';

const places = {
  from: { bucket: 's3://lake', prefix: 'in/' },
  to: { bucket: 's3://lake', prefix: 'out/' },
  rejects: { bucket: 's3://lake', prefix: 'bad/' },
};

const columns: Column[] = [
  { name: 'x', type: { kind: 'int64' }, nullable: true },
  { name: 'y', type: { kind: 'string' }, nullable: true },
];

const kept: Recipe = {
  from: places.from,
  to: places.to,
  rejects: places.rejects,
  source: { delimiter: ';', nulls: ['NA'] },
  typing: { kind: 'shared', schema: { columns }, isWhole: true },
  badRows: { fate: 'reject', isRedacted: false, allowance: { rows: 3 } },
  outputs: [{ format: 'parquet', codec: 'zstd', level: 9, metadata: { by: 'me' } }],
};

type Said = Partial<BatchFlags> & { readonly to?: string; readonly parquetCodec?: string };

const FLAGS: Readonly<Record<string, unknown>> = { out: 's3://lake/out/' };

function differenceOf(said: Said, declared: readonly Column[] = [], recipe = kept) {
  const flags = { ...FLAGS, ...said } as unknown as BatchFlags;
  const resolved = resolveSettings({ ...flags }, {}, undefined);
  const context = { settings: resolved.settings, resolved } as CommandContext;
  // What is written at what level concerns a codec that has levels.
  const codecs = { ...context, settings: { ...context.settings, parquetCodec: 'zstd' } } as CommandContext;
  const types: DeclaredTypes = new Map(declared.map((column) => [column.name, column]));
  return saidDifference(recipe, wantedRecipe(places, flags, codecs), flags, types, context);
}

it('a resume that says nothing, or the same, differs in nothing', () => {
  expect(differenceOf({})).toBeUndefined();
  const same = { delimiter: ';', null: ['NA'], onBadRow: 'reject', maxBadRows: { rows: 3 } } as const;
  expect(differenceOf({ ...same, rejects: 's3://lake/bad/' })).toBeUndefined();
  expect(
    differenceOf({ to: 'parquet', parquetCodec: 'zstd', parquetLevel: 9, metadata: { by: 'me' } }),
  ).toBeUndefined();
  expect(differenceOf({ columns: 'x:int64' }, [columns[0]!])).toBeUndefined();
  expect(differenceOf({ schema: 's.json' }, columns)).toBeUndefined();
});

it.each<[flag: string, Said, Column[]?]>([
  ['--delimiter', { delimiter: ',' }],
  ['--null', { null: ['NA', '-'] }],
  ['--header', { header: false }],
  ['--max-record-bytes, --max-field-bytes or --max-columns', { maxColumns: 5 }],
  ['--on-bad-row', { onBadRow: 'pad' }],
  ['--max-bad-rows', { onBadRow: 'reject', maxBadRows: { rows: 4 } }],
  ['--rejects-redact', { onBadRow: 'reject', rejectsRedact: true }],
  ['--invalid-bytes', { invalidBytes: 'replace' }],
  ['--on-new-column', { onNewColumn: 'add' }],
  ['--to', { to: 'avro' }],
  ['--parquet-codec', { parquetCodec: 'gzip' }],
  ['--parquet-level', { parquetLevel: 3 }],
  ['--row-group-rows', { rowGroupRows: 3 }],
  ['--dictionary', { dictionary: false }],
  ['--metadata', { metadata: { by: 'you' } }],
  ['--columns', { columns: 'x:string' }, [{ ...columns[0]!, type: { kind: 'string' } }]],
  ['--columns', { columns: 'z:string' }, [{ ...columns[1]!, name: 'z' }]],
  ['--schema', { schema: 's.json' }, [columns[0]!]],
  ['--schema-per-file', { schemaPerFile: true }],
  ['--types', { types: 'strings' }],
])('%s is named when it says something else', (flag, said, declared = []) => {
  expect(differenceOf(said, declared)?.flag).toBe(flag);
});

it('places are compared, and the sample where each file is typed by itself', () => {
  const elsewhere = { ...kept, from: { bucket: 's3://lake', prefix: 'other/' } };
  expect(differenceOf({}, [], elsewhere)).toMatchObject({ flag: 'the input', before: 's3://lake/other/' });
  const apart: Recipe = { ...kept, typing: { kind: 'per-object', sampleBytes: 1000 } };
  expect(differenceOf({ sample: 1000, schemaPerFile: true }, [], apart)).toBeUndefined();
  expect(differenceOf({ sample: 'all' }, [], apart)?.flag).toBe('--sample');
});
