import { type Command, Option } from 'commander';
import type {
  AcceptOptions,
  HistoryOptions,
  InitOptions,
  ValidateOptions,
} from '../commands/gate/gate-options.ts';
import { anyInteger, positiveInteger, positiveNumber } from '../options/number-types.ts';
import { examples, type Flags, type Run, sharedOptions } from './command-parts.ts';
import { treeOptions } from './gate-parts.ts';

const METRICS = ['cpu', 'wall', 'parallelism', 'rss', 'reported'];

function defineAccept(gate: Command, run: Run): void {
  const command = gate
    .command('accept')
    .description('write into parquetry.gate.json that a benchmark may be slower, for a reviewer to agree to')
    .argument('[benchmark]', 'its name')
    .option('--up-to <slowdown>', 'such as 8%')
    .requiredOption('--because <reason>', 'why it is worth it')
    .addOption(new Option('--metric <name>', 'of what').choices(METRICS).default('cpu'))
    .option('--counters', 'declare the counters of this tree, of one benchmark or of all')
    .option('--seed <n>', 'seed of generated data', anyInteger, 1);
  sharedOptions(treeOptions(command))
    .addHelpText(
      'after',
      examples([
        "parquetry gate accept csv-simd --up-to 8% --because 'checks UTF-8 now'",
        "parquetry gate accept --counters --because 'one HEAD per object finds its version'",
      ]),
    )
    .action((benchmark: string | undefined, _flags: Flags, command: Command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { gateAccept } = await import('../commands/gate/accept.ts');
        return gateAccept(benchmark, command.opts<AcceptOptions>(), context);
      }),
    );
}

function defineValidate(gate: Command, run: Run): void {
  const command = gate
    .command('validate')
    .description('try the gate itself on this machine: false alarms, and slowdowns of a known size')
    .option('--rounds <n>', 'pairs of each known truth', positiveInteger, 2000)
    .option('--minutes <n>', 'stop after so long; the next call goes on', positiveNumber)
    .option('--beside', 'with a busy process beside what is measured')
    .option('--seed <n>', 'decides the order', anyInteger, 1)
    .option('--results <folder>', 'folder of what was measured (default: .parquetry)');
  sharedOptions(command)
    .addHelpText(
      'after',
      examples(['parquetry gate validate --minutes 30', 'parquetry gate validate --beside']),
    )
    .action((_flags: Flags, command: Command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { gateValidate } = await import('../commands/gate/validate.ts');
        return gateValidate(command.opts<ValidateOptions>(), context);
      }),
    );
}

function defineHistory(gate: Command, run: Run): void {
  const command = gate
    .command('history')
    .description('how benchmarks of a branch have moved, from records that a directory keeps')
    .requiredOption('--directory <path>', 'plain files, only ever added to')
    .option('--branch <name>', 'default: the one that is checked out')
    .option('--add <record>', 'add a record of a gate first')
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)');
  sharedOptions(command)
    .addHelpText(
      'after',
      examples([
        'parquetry gate history --directory history',
        'parquetry gate history --directory history --branch main --add gate.json',
      ]),
    )
    .action((_flags: Flags, command: Command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { gateHistory } = await import('../commands/gate/history.ts');
        return gateHistory(command.opts<HistoryOptions>(), context);
      }),
    );
}

function defineInit(gate: Command, run: Run): void {
  const command = gate
    .command('init')
    .description('write two GitHub workflows and parquetry.gate.json; replaces nothing')
    .option('--branch <name>', 'the default branch', 'main');
  sharedOptions(command).action((_flags: Flags, command: Command) =>
    run(command.optsWithGlobals(), async (context) => {
      const { gateInit } = await import('../commands/gate/init.ts');
      return gateInit(command.opts<InitOptions>(), context);
    }),
  );
}

function defineComment(gate: Command, run: Run): void {
  const command = gate
    .command('comment')
    .description('the Markdown summary of a record that is not trusted')
    .argument('<file>', 'a record, from anywhere');
  sharedOptions(command).action((file: string, _flags: Flags, command: Command) =>
    run(command.optsWithGlobals(), async (context) => {
      const { gateComment } = await import('../commands/gate/comment.ts');
      return gateComment(file, context);
    }),
  );
}

/** `accept`, `validate`, `history`, `init` and `comment` of `parquetry gate`. */
export function defineGateCommands(gate: Command, run: Run): void {
  defineAccept(gate, run);
  defineValidate(gate, run);
  defineHistory(gate, run);
  defineInit(gate, run);
  defineComment(gate, run);
}
