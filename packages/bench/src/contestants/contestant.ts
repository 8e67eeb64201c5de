import type { OutputFormat } from '@parquetry/core';
import { splitWords } from './split-words.ts';

/** A converter of the user's: a command that is run once per file. */
export interface Contestant {
  readonly name: string;
  /** Program and arguments; `{input}`, `{output}` (Parquet) and `{avro}` stand for paths. */
  readonly argv: readonly string[];
}

const PLACEHOLDERS = { parquet: '{output}', avro: '{avro}' } as const satisfies Record<OutputFormat, string>;

const mentions = (contestant: Contestant, placeholder: string) =>
  contestant.argv.some((word) => word.includes(placeholder));

/**
 * Reads `mine=python old.py {input} {output}`.
 *
 * @throws SyntaxError saying what is missing.
 */
export function parseContestant(text: string): Contestant {
  const [, name, command] = /^([A-Za-z0-9][\w.-]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || command === undefined) {
    throw new SyntaxError(
      `a contestant is written name=command, for example 'mine=python old.py {input} {output}'`,
    );
  }
  const contestant = { name, argv: splitWords(command) };
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

export interface CommandPaths {
  readonly input: string;
  readonly outputs: readonly { readonly format: OutputFormat; readonly path: string }[];
}

/** The words to run, with paths in place of the placeholders. */
export function commandFor(contestant: Contestant, { input, outputs }: CommandPaths): string[] {
  const paths = new Map([['{input}', input]]);
  for (const { format, path } of outputs) paths.set(PLACEHOLDERS[format], path);
  return contestant.argv.map((word) =>
    word.replaceAll(/\{(?:input|output|avro)\}/g, (placeholder) => paths.get(placeholder) ?? placeholder),
  );
}
