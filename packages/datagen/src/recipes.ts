import type { TableSchema } from '@parquetry/core';
import { airlineOntimeSchema } from './airline-ontime/schema.ts';
import { AirlineOntimeRows } from './airline-ontime/write-rows.ts';
import { Random } from './random.ts';
import type { RowWriter } from './row-writer.ts';
import { stateVectorsSchema } from './state-vectors/schema.ts';
import { StateVectorRows } from './state-vectors/write-rows.ts';

export type RecipeName = 'state-vectors' | 'airline-ontime';

/** A kind of synthetic table. */
export interface Recipe {
  readonly name: RecipeName;
  readonly description: string;
  /** What type inference finds in the generated text, from about a hundred rows on. */
  readonly schema: TableSchema;
}

export const recipes: readonly Recipe[] = [
  {
    name: 'state-vectors',
    description: 'positions of aircraft every ten seconds, as the OpenSky Network reports them',
    schema: stateVectorsSchema,
  },
  {
    name: 'airline-ontime',
    description:
      'scheduled and actual times of flights in the USA, as the Bureau of Transportation Statistics reports them',
    schema: airlineOntimeSchema,
  },
];

export function isRecipeName(name: string): name is RecipeName {
  return recipes.some((recipe) => recipe.name === name);
}

export function recipeNamed(name: RecipeName): Recipe {
  return recipes.find((recipe) => recipe.name === name)!;
}

/** Opens the endless table of a recipe and a seed. */
export function openRows(name: RecipeName, seed: number): RowWriter {
  const random = new Random(seed);
  switch (name) {
    case 'state-vectors':
      return new StateVectorRows(random);
    case 'airline-ontime':
      return new AirlineOntimeRows(random);
    default:
      return name satisfies never;
  }
}
