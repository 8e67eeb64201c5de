import type { TableSchema } from '@parquetry/core';
import { decimalRows, decimalsSchema } from './adverse/decimals.ts';
import { doubleRows, doublesSchema } from './adverse/doubles.ts';
import { quoteRows, quotesSchema } from './adverse/quotes.ts';
import { textRowsOf, textsSchema } from './adverse/texts.ts';
import { UniqueStringRows, uniqueStringsSchema } from './adverse/unique-strings.ts';
import { WIDE_ROW_BYTES, WideRows, wideTableSchema } from './adverse/wide-table.ts';
import { airlineOntimeSchema } from './airline-ontime/schema.ts';
import { AirlineOntimeRows } from './airline-ontime/write-rows.ts';
import { Random } from './random.ts';
import type { RowWriter } from './row-writer.ts';
import { stateVectorsSchema } from './state-vectors/schema.ts';
import { StateVectorRows } from './state-vectors/write-rows.ts';

const ROW_BYTES = 1024;

interface AnyRecipe {
  readonly name: string;
  readonly description: string;
  /** What type inference finds in the generated text, from about a hundred rows on. */
  readonly schema: TableSchema;
  /** A row of CSV is at most so long. */
  readonly rowBytes: number;
  readonly lineEnd: '\n' | '\r\n';
  /** Opens the endless table of a seed. */
  open(random: Random): RowWriter;
}

const usual = { rowBytes: ROW_BYTES, lineEnd: '\n' } as const;

const ALL = [
  {
    ...usual,
    name: 'state-vectors',
    description: 'positions of aircraft every ten seconds, as the OpenSky Network reports them',
    schema: stateVectorsSchema,
    open: (random) => new StateVectorRows(random),
  },
  {
    ...usual,
    name: 'airline-ontime',
    description:
      'scheduled and actual times of flights in the USA, as the Bureau of Transportation Statistics reports them',
    schema: airlineOntimeSchema,
    open: (random) => new AirlineOntimeRows(random),
  },
  {
    ...usual,
    name: 'decimals',
    description: 'numbers of which each has another number of fraction digits',
    schema: decimalsSchema,
    open: decimalRows,
  },
  {
    ...usual,
    lineEnd: '\r\n',
    name: 'quotes',
    description: 'CRLF, line ends and doubled quotes inside quotes, letters of many alphabets',
    schema: quotesSchema,
    open: quoteRows,
  },
  {
    ...usual,
    name: 'texts',
    description: 'UUIDs and free text, hardly one of them twice',
    schema: textsSchema,
    open: textRowsOf,
  },
  {
    ...usual,
    name: 'doubles',
    description: 'numbers of 17 digits, and with exponents',
    schema: doublesSchema,
    open: doubleRows,
  },
  {
    ...usual,
    name: 'unique-strings',
    description: 'texts of which none comes twice',
    schema: uniqueStringsSchema,
    open: (random) => new UniqueStringRows(random),
  },
  {
    ...usual,
    rowBytes: WIDE_ROW_BYTES,
    name: 'wide-table',
    description: 'a thousand columns of five types',
    schema: wideTableSchema,
    open: (random) => new WideRows(random),
  },
] as const satisfies readonly AnyRecipe[];

export type RecipeName = (typeof ALL)[number]['name'];

/** A kind of synthetic table. */
export interface Recipe extends AnyRecipe {
  readonly name: RecipeName;
}

export const recipes: readonly Recipe[] = ALL;

export function isRecipeName(name: string): name is RecipeName {
  return recipes.some((recipe) => recipe.name === name);
}

export function recipeNamed(name: RecipeName): Recipe {
  return recipes.find((recipe) => recipe.name === name)!;
}

/** Opens the endless table of a recipe and a seed. */
export const openRows = (name: RecipeName, seed: number): RowWriter =>
  recipeNamed(name).open(new Random(seed));
