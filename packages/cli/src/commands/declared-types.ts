import { readFile } from 'node:fs/promises';
import { type DeclaredTypes, isTypeName, parseColumnList, typeFromName, typeNames } from '@parquetry/core';
import { z } from 'zod';
import { UsageError } from '../exit-codes.ts';

const schemaFile = z.strictObject({
  columns: z
    .array(
      z.strictObject({
        name: z.string(),
        type: z.string().refine(isTypeName, {
          error: (issue) => `unknown type ${JSON.stringify(issue.input)}; known: ${typeNames.join(', ')}`,
        }),
        nullable: z.boolean().default(true),
      }),
    )
    .min(1)
    .refine(
      (columns) => new Set(columns.map(({ name }) => name)).size === columns.length,
      'a column is named twice',
    ),
});

async function readSchemaFile(
  path: string,
  readText: (path: string) => Promise<string>,
): Promise<DeclaredTypes> {
  const text = await readText(path).catch((cause: unknown) => {
    throw new UsageError(`--schema ${path} cannot be read: ${(cause as Error).message}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`--schema ${path} is not JSON: ${(cause as Error).message}`);
  }
  const parsed = schemaFile.safeParse(json);
  if (!parsed.success) {
    const { path: at, message } = parsed.error.issues[0]!;
    throw new UsageError(`--schema ${path}: ${at.join('.')}: ${message}`);
  }
  return new Map(
    parsed.data.columns.map(({ name, type, nullable }) => [
      name,
      { name, type: typeFromName(type), nullable },
    ]),
  );
}

/** Types from `--schema` and `--columns`; the latter win. */
export async function declaredTypes(
  options: { schema?: string | undefined; columns?: string | undefined },
  readText = (path: string): Promise<string> => readFile(path, 'utf8'),
): Promise<DeclaredTypes> {
  const { schema } = options;
  const fromFile = schema === undefined ? new Map() : await readSchemaFile(schema, readText);
  const listed = options.columns === undefined ? new Map() : parseColumnList(options.columns);
  return new Map([...fromFile, ...listed]);
}
