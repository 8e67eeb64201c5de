import type { Command } from 'commander';
import {
  codecOptions,
  examples,
  type Flags,
  limitOptions,
  type Run,
  s3Options,
  sharedOptions,
} from './command-parts.ts';

export function defineDoctor(program: Command, run: Run): void {
  const command = program
    .command('doctor')
    .description('check that everything can run here')
    .option('--config', 'print each setting, its value and where it came from');
  sharedOptions(s3Options(limitOptions(codecOptions(command))))
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)')
    .addHelpText('after', examples(['parquetry doctor', 'parquetry doctor --config']))
    .action((flags: Flags) =>
      run(flags, async (context) => {
        const { doctor } = await import('../commands/doctor.ts');
        return doctor({ config: flags['config'] === true }, context);
      }),
    );
}
