import type { ConversionPlan } from '@parquetry/core';
import { type ParseOptions, parseCarefully } from './parse-carefully.ts';
import { parseQuickly } from './parse-quickly.ts';
import type { ParsedRows } from './row.ts';

/**
 * Parses the uncompressed bytes of a plan's source into typed row objects: with csv-parse where it can read them and
 * nothing is wrong, else with core's reader.
 *
 * @throws what `parseCarefully` throws.
 */
export async function parseRows(
  bytes: Uint8Array,
  plan: ConversionPlan,
  options: ParseOptions,
): Promise<ParsedRows> {
  return parseQuickly(bytes, plan) ?? parseCarefully(bytes, plan, options);
}
