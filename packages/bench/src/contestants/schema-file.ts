import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ConversionPlan, schemaFileText } from '@parquetry/core';

/**
 * Writes the schema of each plan beside its outputs, as JSON that `parquetry convert --schema` reads.
 *
 * @returns the paths, in the order of the plans.
 */
export function writeSchemaFiles(plans: readonly ConversionPlan[]): Promise<string[]> {
  const written = plans.map(async ({ schema, outputs }, file) => {
    const path = join(outputs[0]!.ref.bucket, `${file}.schema.json`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, schemaFileText(schema));
    return path;
  });
  return Promise.all(written);
}
