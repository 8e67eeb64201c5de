import type { OutputFormat } from '@parquetry/core';
import { type Environment, splitWords } from './split-words.ts';

/** A converter of the user's: a command that is run once per file. */
export interface Contestant {
  readonly name: string;
  /**
   * Program and arguments, variables filled in: not for a record. `{input}`, `{output}` (Parquet), `{avro}` and `{schema}`
   * stand for paths.
   */
  readonly argv: readonly string[];
}

const PLACEHOLDERS = { parquet: '{output}', avro: '{avro}' } as const satisfies Record<OutputFormat, string>;

const mentions = (contestant: Contestant, placeholder: string) =>
  contestant.argv.some((word) => word.includes(placeholder));

/**
 * Reads `mine=python old.py {input} {output}`; `$NAME` stands for the environment's value.
 *
 * @throws SyntaxError saying what is missing.
 */
export function parseContestant(text: string, environment: Environment = process.env): Contestant {
  const [, name, command] = /^([A-Za-z0-9][\w.-]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || command === undefined) {
    throw new SyntaxError(
      `a contestant is written name=command, for example 'mine=python old.py {input} {output}'`,
    );
  }
  const contestant = { name, argv: splitWords(command, environment) };
  if (!mentions(contestant, '{input}')) {
    throw new SyntaxError(
      `contestant ${name}: the command needs {input} where the path of the CSV file goes`,
    );
  }
  if (!Object.values(PLACEHOLDERS).some((placeholder) => mentions(contestant, placeholder))) {
    throw new SyntaxError(
      `contestant ${name}: the command needs {output} where the path of the Parquet file goes, or {avro}`,
    );
  }
  return contestant;
}

/** Why the contestant cannot write all of `formats`, with the way out; undefined when it can. */
export function missingFormat(contestant: Contestant, formats: readonly OutputFormat[]): string | undefined {
  const missing = formats.find((format) => !mentions(contestant, PLACEHOLDERS[format]));
  if (missing === undefined) return undefined;
  const written = missing === 'avro' ? 'parquet' : 'avro';
  return `the command has no ${PLACEHOLDERS[missing]}, so it writes no ${missing}; compare it with --to ${written}`;
}

/** Whether the command asks for the plan's schema. */
export const wantsSchema = (contestant: Contestant) => mentions(contestant, '{schema}');

export interface CommandPaths {
  readonly input: string;
  /** Of a file as `convert --schema` reads it, where the command wants one. */
  readonly schema?: string | undefined;
  readonly outputs: readonly { readonly format: OutputFormat; readonly path: string }[];
}

/** The words to run, with paths in place of the placeholders. */
export function commandFor(contestant: Contestant, { input, schema, outputs }: CommandPaths): string[] {
  const paths = new Map([['{input}', input]]);
  if (schema !== undefined) paths.set('{schema}', schema);
  for (const { format, path } of outputs) paths.set(PLACEHOLDERS[format], path);
  return contestant.argv.map((word) =>
    word.replaceAll(
      /\{(?:input|output|avro|schema)\}/g,
      (placeholder) => paths.get(placeholder) ?? placeholder,
    ),
  );
}
