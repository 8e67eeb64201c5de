import { type CommandBaseline, parseContestant } from '@parquetry/bench';
import type { OutputFormat } from '@parquetry/core';
import { UsageError } from '../../exit-codes.ts';

const ORIGINAL = 'original';
const COMMAND = 'command:';
/** What a command is called in tables. */
const NAME = 'your-converter';

/** The user's own converter; undefined for the original. @throws UsageError on anything else. */
export function chooseBaseline(text: string = ORIGINAL): CommandBaseline | undefined {
  if (text === ORIGINAL) return undefined;
  if (!text.startsWith(COMMAND)) {
    throw new UsageError(
      `--baseline ${text}: give original, or command:'python old.py {input} {output}' with {avro} where it writes Avro`,
    );
  }
  const command = text.slice(COMMAND.length);
  try {
    return { contestant: parseContestant(`${NAME}=${command}`), text: command };
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--baseline: ${error.message}`);
    throw error;
  }
}

/** Both formats, as the document has it, unless the baseline can only write one. */
export function formatsOf(baseline: CommandBaseline | undefined): OutputFormat[] {
  if (baseline === undefined) return ['parquet', 'avro'];
  const mentions = (placeholder: string) =>
    baseline.contestant.argv.some((word) => word.includes(placeholder));
  const formats: OutputFormat[] = [];
  if (mentions('{output}')) formats.push('parquet');
  if (mentions('{avro}')) formats.push('avro');
  return formats;
}
