import { type Command, InvalidArgumentError, Option } from 'commander';
import type { GateOptions, NamedCommand } from '../commands/gate/gate-options.ts';
import { anyInteger, positiveNumber } from '../options/number-types.ts';
import { collect, nameList } from '../options/text-types.ts';
import { examples, type Flags, type Run, sharedOptions } from './command-parts.ts';
import { defineGateCommands } from './define-gate-commands.ts';
import { treeOptions } from './gate-parts.ts';

const DEFAULT_MINUTES = 15;
const DEFAULT_UNDECIDED = 0.1;

/** `10%` → 0.1 */
function slowdown(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  const share = match ? Number(match[1]) / 100 : 0;
  if (share <= 0) throw new InvalidArgumentError('It must be a slowdown such as 10%.');
  return share;
}

function namedCommand(text: string, before: readonly NamedCommand[] = []): readonly NamedCommand[] {
  const at = text.indexOf('=');
  const [name, run] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || name === '' || run === '') {
    throw new InvalidArgumentError("It must be name=command, such as 'parse=node bench/parse.js'.");
  }
  if (before.some((other) => other.name === name)) {
    throw new InvalidArgumentError(`${JSON.stringify(name)} is given twice.`);
  }
  return [...before, { name, run }];
}

const benchmarks = (command: Command) =>
  command
    .option('--scenarios <names>', 'scenarios of this lab (default: those of parquetry.gate.json)', nameList)
    .option('--bench <name=command>', 'a command whose whole process is measured; repeatable', namedCommand)
    .option(
      '--bench-json <name=command>',
      'a command that prints its samples as JSON; repeatable',
      namedCommand,
    )
    .option('--bench-file <glob>', 'files of tinybench or vitest bench; repeatable', collect);

const verdicts = (command: Command) =>
  command
    .option('--max-minutes <n>', 'measure no longer', positiveNumber, DEFAULT_MINUTES)
    .option(
      '--max-undecided <share>',
      'what is undecided passes with a warning while it excludes such a slowdown',
      slowdown,
      DEFAULT_UNDECIDED,
    )
    .addOption(
      new Option(
        '--inconclusive <verdict>',
        'what is undecided passes, or fails, whatever it excludes',
      ).choices(['pass', 'fail']),
    )
    .option('--counters', 'count only: counters of this tree against parquetry.gate.json, and the canaries')
    .option('--summary <file>', 'add the summary in Markdown (default: GITHUB_STEP_SUMMARY)')
    .option('--seed <n>', 'decides the order', anyInteger, 1)
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)');

const NOTES = `
Base and this tree are built side by side and measured in pairs of fresh processes. Exit code 0: nothing is slower by 5 %, or
what is undecided excludes 10 %; 1: a regression; 2: the run says nothing, for a reason that is told; 3: undecided.
`;

/** `parquetry gate` and what belongs to it. */
export function defineGate(program: Command, run: Run): void {
  const command = program
    .command('gate')
    .description('compare this tree with its base: is anything slower?')
    .enablePositionalOptions();
  sharedOptions(verdicts(benchmarks(treeOptions(command))))
    .addHelpText('after', NOTES)
    .addHelpText(
      'after',
      examples([
        'parquetry gate',
        'parquetry gate --base v1.2.0 --scenarios csv-simd,s3-small-files',
        "parquetry gate --bench 'build=node build.js' --max-minutes 5",
        "parquetry gate --bench-file 'bench/*.bench.ts'",
        "parquetry gate accept csv-simd --up-to 8% --because 'checks UTF-8 now'",
        'parquetry gate validate --rounds 2000',
      ]),
    )
    .action((flags: Flags) =>
      run(flags, async (context) => {
        const { gate } = await import('../commands/gate/gate.ts');
        return gate(flags as unknown as GateOptions, context);
      }),
    );
  defineGateCommands(command, run);
}
