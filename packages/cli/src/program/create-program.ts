import { Command } from 'commander';
import { VERSION } from '../version.ts';
import type { Run } from './command-parts.ts';
import { defineBench } from './define-bench.ts';
import { defineClaims } from './define-claims.ts';
import { defineConvert } from './define-convert.ts';
import { defineDoctor } from './define-doctor.ts';
import { defineFaults } from './define-faults.ts';
import { defineGate } from './define-gate.ts';
import { defineGenerate } from './define-generate.ts';
import { defineInspect } from './define-inspect.ts';
import { defineJobs } from './define-jobs.ts';
import { defineLocal } from './define-local.ts';
import { defineReport } from './define-report.ts';
import { defineRun } from './define-run.ts';
import { defineTune } from './define-tune.ts';

/** The command line. */
export function createProgram(run: Run): Command {
  const program = new Command('parquetry')
    .description('A performance lab around CSV → Parquet and Avro, and a converter that loses nothing.')
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(run with --help for examples)')
    .showSuggestionAfterError()
    // Or a command takes the options of its subcommands that have the same names.
    .enablePositionalOptions()
    .exitOverride();
  defineConvert(program, run);
  defineInspect(program, run);
  defineGenerate(program, run);
  defineBench(program, run);
  defineClaims(program, run);
  defineFaults(program, run);
  defineTune(program, run);
  defineGate(program, run);
  defineReport(program, run);
  defineRun(program, run);
  defineJobs(program, run);
  defineLocal(program, run);
  defineDoctor(program, run);
  return program;
}
