import { type Contestant, parseContestant } from '@parquetry/bench';
import type { OutputFormat } from '@parquetry/core';
import { UsageError } from '../exit-codes.ts';
import { say } from '../terminal/terminal.ts';
import type { CommandContext } from './command-context.ts';

function readContestant(text: string): Contestant {
  try {
    return parseContestant(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--contestant: ${error.message}`);
    throw error;
  }
}

/** The contestants of `--contestant`; no two of those who take part have the same name. */
export function readContestants(texts: readonly string[], engines: readonly string[]): Contestant[] {
  const contestants = texts.map(readContestant);
  const names = [...engines, ...contestants.map(({ name }) => name)];
  const taken = names.find((name, index) => names.indexOf(name) !== index);
  if (taken === undefined) return contestants;
  throw new UsageError(`two contestants are called ${taken}; give each its own name, such as my-${taken}=…`);
}

/** Both formats, unless a contestant can only write one. */
export function chooseFormats(context: CommandContext, contestants: readonly Contestant[]): OutputFormat[] {
  if (context.settings.to) return [...context.settings.to];
  const lacking = contestants.find(({ argv }) => !argv.some((word) => word.includes('{avro}')));
  if (lacking === undefined) return ['parquet', 'avro'];
  say(context.terminal, `${lacking.name} has no {avro} in its command, so everyone writes Parquet only`);
  return ['parquet'];
}

/** Whom the others are compared with: as the user says, else as the scenario does. */
export function chooseReference(
  context: CommandContext,
  contenders: readonly string[],
  preferred?: string,
): string {
  const { reference } = context.settings;
  const isDefault = context.resolved.sources.reference.from === 'default';
  if (isDefault && preferred !== undefined && contenders.includes(preferred)) return preferred;
  if (contenders.includes(reference)) return reference;
  if (isDefault) return contenders[0]!;
  throw new UsageError(`--reference ${reference} does not take part; taking part: ${contenders.join(', ')}`);
}
