import type { Command } from 'commander';
import { examples, type Flags, type Run, sharedOptions } from './command-parts.ts';

export function defineReport(program: Command, run: Run): void {
  const command = program
    .command('report')
    .description('draw a run record as one HTML file')
    .argument('[record]', 'a file from .parquetry/records (default: the newest)')
    .option('-o, --out <file>', 'where to write it (default: .parquetry/report.html)')
    .option('--overwrite', 'replace that file if it exists')
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)');
  sharedOptions(command)
    .addHelpText(
      'after',
      examples(['parquetry report', 'parquetry report .parquetry/records/….json -o page.html']),
    )
    .action((record: string | undefined, flags: Flags) =>
      run(flags, async (context) => {
        const { report } = await import('../commands/report.ts');
        return report(record, flags, context);
      }),
    );
}
