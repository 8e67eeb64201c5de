import {
  acceptSlowdown,
  countersSection,
  declareCounters,
  identifyBase,
  parseSlowdown,
  slowdownText,
} from '@parquetry/gate';
import { METRIC_WORDS } from '@parquetry/report';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { plural } from '../../terminal/format.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { countersHere } from './count-here.ts';
import type { AcceptOptions } from './gate-options.ts';
import { workDirectoryOf } from './work-directory.ts';

async function accept(
  benchmark: string,
  upTo: number,
  options: AcceptOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, json } = context;
  const { metric, because } = options;
  const base = await identifyBase({
    projectDirectory: terminal.directory,
    base: options.base,
    workDirectory: workDirectoryOf(terminal),
    signal: terminal.signal,
  });
  const accepted = { benchmark, metric, upTo, because, base };
  const path = await acceptSlowdown(terminal.directory, accepted);
  if (json) answerJson(terminal, { accepted, file: path });
  else {
    const what = `${benchmark} may take up to ${slowdownText(upTo)} more ${METRIC_WORDS[metric]} than ${base.slice(0, 12)}`;
    answer(terminal, `${what}\n${path}`);
    say(
      terminal,
      'commit the file with the change: it counts against this base alone, and a reviewer has to agree',
    );
  }
}

async function declare(
  benchmark: string | undefined,
  options: AcceptOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, json } = context;
  const counted = await countersHere(options, context);
  const chosen =
    benchmark === undefined ? counted : new Map([...counted].filter(([name]) => name === benchmark));
  if (chosen.size === 0) {
    const known = [...counted.keys()].join(', ') || 'none';
    throw new UsageError(`nothing is counted of ${benchmark ?? 'this tree'}; counted here: ${known}`);
  }
  const path = await declareCounters(terminal.directory, countersSection(chosen), options.because);
  if (json) answerJson(terminal, { declared: countersSection(chosen), file: path });
  else answer(terminal, `counters of ${plural(chosen.size, 'benchmark')} declared\n${path}`);
}

/** `parquetry gate accept [benchmark]` */
export async function gateAccept(
  benchmark: string | undefined,
  options: AcceptOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.counters) {
    if (options.upTo !== undefined)
      throw new UsageError('--up-to is of a slowdown, and counters have no tolerance; leave out one of them');
    await declare(benchmark, options, context);
    return ExitCode.done;
  }
  if (benchmark === undefined || options.upTo === undefined) {
    throw new UsageError(
      'name the benchmark and what it may lose, as in: parquetry gate accept csv-simd --up-to 8% --because …; or --counters',
    );
  }
  await accept(benchmark, parseSlowdown(options.upTo), options, context);
  return ExitCode.done;
}
