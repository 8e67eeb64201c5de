import { isDeepStrictEqual } from 'node:util';
import {
  type Column,
  DEFAULT_READ_LIMITS,
  type DeclaredTypes,
  type SourceOptions,
  typeName,
} from '@parquetry/core';
import type { Recipe } from '@parquetry/delivery';
import type { CommandContext } from '../command-context.ts';
import type { BatchFlags } from './batch-flags.ts';
import { placeText } from './batch-places.ts';
import type { WantedRecipe } from './wanted-recipe.ts';

/** What is said now, and what the batch was begun with. */
interface Said {
  readonly flag: string;
  readonly now: unknown;
  readonly before: unknown;
}

const SOURCE_FLAGS: Readonly<Record<keyof SourceOptions, string>> = {
  kind: '--from',
  encoding: '--encoding',
  delimiter: '--delimiter',
  quote: '--quote',
  escape: '--escape',
  comment: '--comment',
  trim: '--trim',
  skipLines: '--skip-lines',
  trailingDelimiter: '--trailing-delimiter',
  hasHeader: '--header',
  names: '--names',
  nulls: '--null',
  quotedEmpty: '--quoted-empty',
  member: '--records',
  nested: '--nested',
  limits: '--max-record-bytes, --max-field-bytes or --max-columns',
};

function ofSource({ source }: WantedRecipe, kept: Recipe): Said[] {
  const before: SourceOptions = { ...kept.source, limits: kept.source.limits ?? DEFAULT_READ_LIMITS };
  const names = Object.keys(source) as (keyof SourceOptions)[];
  return names.map((name) => ({ flag: SOURCE_FLAGS[name], now: source[name], before: before[name] }));
}

function ofRows(wanted: WantedRecipe, flags: BatchFlags, kept: Recipe): Said[] {
  const { badRows } = kept;
  return [
    { flag: '--on-bad-row', now: flags.onBadRow, before: badRows?.fate ?? 'fail' },
    { flag: '--max-bad-rows', now: flags.maxBadRows, before: badRows?.allowance },
    { flag: '--rejects-redact', now: flags.rejectsRedact, before: badRows?.isRedacted },
    {
      flag: '--rejects',
      now: flags.rejects && wanted.rejects && placeText(wanted.rejects),
      before: kept.rejects && placeText(kept.rejects),
    },
    { flag: '--invalid-bytes', now: flags.invalidBytes, before: kept.invalidBytes },
    { flag: '--on-new-column', now: flags.onNewColumn, before: kept.newColumns },
  ];
}

function ofOutputs(flags: BatchFlags, { resolved }: CommandContext, kept: Recipe): Said[] {
  const set = (name: 'to' | 'parquetCodec' | 'avroCodec' | 'prefer') =>
    resolved.sources[name].from === 'default' ? undefined : resolved.settings[name];
  const parquet = kept.outputs.find((output) => output.format === 'parquet');
  const avro = kept.outputs.find((output) => output.format === 'avro');
  return [
    { flag: '--to', now: set('to'), before: kept.outputs.map(({ format }) => format) },
    { flag: '--parquet-codec', now: parquet && set('parquetCodec'), before: parquet?.codec },
    { flag: '--parquet-level', now: flags.parquetLevel, before: parquet?.level },
    { flag: '--prefer', now: parquet && set('prefer'), before: parquet?.prefer },
    { flag: '--row-group-rows', now: flags.rowGroupRows, before: parquet?.rowGroupRows },
    { flag: '--dictionary', now: flags.dictionary, before: parquet?.dictionary },
    { flag: '--avro-codec', now: avro && set('avroCodec'), before: avro?.codec },
    { flag: '--avro-level', now: flags.avroLevel, before: avro?.level },
    { flag: '--metadata', now: flags.metadata, before: kept.outputs[0]?.metadata },
  ];
}

/** `name:type,name:type!` */
const columnsText = (columns: readonly Column[]): string =>
  columns.map(({ name, type, nullable }) => `${name}:${typeName(type)}${nullable ? '' : '!'}`).join(',');

const byName = (columns: readonly Column[]) => columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));

function ofTyping(flags: BatchFlags, declared: DeclaredTypes, { typing }: Recipe): Said[] {
  const before: readonly Column[] = typing.kind === 'shared' ? typing.schema.columns : [];
  const now = [...declared.values()];
  const same = before.filter(({ name }) => declared.has(name));
  const areTexts = before.every(({ name, type }) => declared.has(name) || type.kind === 'string');
  const isPerFile = typing.kind === 'per-object' || !typing.isWhole;
  return [
    { flag: '--schema', now: flags.schema && columnsText(now), before: columnsText(before) },
    {
      flag: '--columns',
      now: flags.schema === undefined && flags.columns ? columnsText(byName(now)) : undefined,
      before: columnsText(byName(same)),
    },
    { flag: '--schema-per-file', now: flags.schemaPerFile, before: isPerFile },
    { flag: '--types', now: flags.types, before: areTexts ? 'strings' : 'inferred' },
    {
      flag: '--sample',
      now: typing.kind === 'per-object' ? flags.sample : undefined,
      before: ofSample(typing),
    },
  ];
}

const ofSample = (typing: Recipe['typing']) =>
  typing.kind === 'per-object' ? (typing.sampleBytes ?? 'all') : undefined;

/**
 * What the command line says otherwise than the recipe of a batch that is to be gone on with; what it does not say is as
 * in the recipe.
 */
export function saidDifference(
  kept: Recipe,
  wanted: WantedRecipe,
  flags: BatchFlags,
  declared: DeclaredTypes,
  context: CommandContext,
): Said | undefined {
  const all: Said[] = [
    { flag: 'the input', now: placeText(wanted.from), before: placeText(kept.from) },
    { flag: '--out', now: placeText(wanted.to), before: placeText(kept.to) },
    ...ofSource(wanted, kept),
    ...ofRows(wanted, flags, kept),
    ...ofOutputs(flags, context, kept),
    ...ofTyping(flags, declared, kept),
  ];
  return all.find(({ now, before }) => now !== undefined && !isDeepStrictEqual(now, before));
}
