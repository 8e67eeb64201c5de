import { join, resolve } from 'node:path';
import {
  type ClaimFiles,
  type Measurement,
  type PreparedClaims,
  pipelineEngines,
  type RunRecord,
  runClaims,
  setUpClaims,
} from '@parquetry/bench';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { PROJECT_DIRECTORY } from '../../project-directory.ts';
import { plural } from '../../terminal/format.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import { VERSION } from '../../version.ts';
import { benchProgress } from '../bench-progress.ts';
import { type CommandContext, limitsOf } from '../command-context.ts';
import { keepRecord, sayKept } from '../keep-record.ts';
import { scratchDirectory } from '../scratch-directory.ts';
import { withBundle } from '../with-bundle.ts';
import { chooseBaseline, formatsOf } from './choose-baseline.ts';
import { chooseNetworks } from './choose-networks.ts';
import type { ClaimsOptions } from './claims-options.ts';
import { claimsTable } from './claims-table.ts';
import { parseExpectations, unexpected } from './expectations.ts';
import { withFiles } from './find-files.ts';
import { repeatClaims } from './repeat-claims.ts';

const SAMPLE_TIMEOUT_MS = 30 * 60_000;

interface Claiming {
  readonly inputs: readonly string[];
  readonly options: ClaimsOptions;
  readonly context: CommandContext;
}

function setUp(files: ClaimFiles, { inputs, options, context }: Claiming): PreparedClaims {
  const { rounds, networks, full = false, filesPerMonth = null } = options;
  const baseline = chooseBaseline(options.baseline);
  return setUpClaims({
    ...files,
    scope: full ? 'full' : 'default',
    rounds,
    profiles: chooseNetworks(networks),
    plan: { formats: formatsOf(baseline), parquetCodec: 'snappy', avroCodec: 'snappy' },
    limits: limitsOf(context.settings),
    baseline,
    filesPerMonth,
    repeat: repeatClaims(inputs, options, context),
  });
}

const minutes = (ms: number) => plural(Math.max(1, Math.round(ms / 60_000)), 'minute');

async function measure(prepared: PreparedClaims, claiming: Claiming): Promise<RunRecord> {
  const { context, options, inputs } = claiming;
  const { terminal } = context;
  const baseline = chooseBaseline(options.baseline);
  const contestants = baseline === undefined ? [] : [baseline.contestant];
  const { scenarios } = prepared;
  say(terminal, `about ${minutes(prepared.expectedMs)} on an idle machine`);
  const measured = scenarios.map(({ engines, sampling }) => ({
    cells: engines.length + contestants.length,
    processes: sampling.processes,
  }));
  using progress = benchProgress(terminal, { measured, command: 'claims', label: 'building' });
  const engines = scenarios.flatMap((scenario) => scenario.engines);
  const pipelines = pipelineEngines(scenarios);
  return await withBundle({ engines, pipelines }, async (bundleDirectory) =>
    runClaims(
      {
        command: repeatClaims(inputs, options, context),
        harness: VERSION,
        scenarios,
        contestants,
        seed: options.seed,
        bundleDirectory,
        scratchDirectory: await scratchDirectory(scenarios, terminal),
        projectDirectory: PROJECT_DIRECTORY,
        sampleTimeoutMs: SAMPLE_TIMEOUT_MS,
      },
      prepared.run,
      {
        signal: terminal.signal,
        onProgress: (event) => progress.tell(event),
      },
    ),
  );
}

/** The report's own pipeline, and the networks it is judged on, are played here: a function has neither. */
function requireHere({ target }: ClaimsOptions): void {
  if (target === undefined) return;
  throw new UsageError(
    `--target ${target}: the claims compare pipelines, one of which no function has, on networks that are played by this machine; parquetry bench --target measures the engines in a function, parquetry tune the function with objects of S3`,
  );
}

const isBad = ({ status }: Measurement) => status === 'failed' || status === 'wrong-output';

/** `parquetry claims [inputs…]` */
export async function claims(
  inputs: readonly string[],
  options: ClaimsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, settings } = context;
  requireHere(options);
  const expected = parseExpectations(options.expect);
  chooseBaseline(options.baseline);
  chooseNetworks(options.networks);
  const results = resolve(terminal.directory, settings.results);
  const claiming = { inputs, options, context };
  const choice = { inputs, seed: options.seed, directory: join(results, 'data') };
  const record = await withFiles(choice, context, (files) => measure(setUp(files, claiming), claiming));
  const judged = record.claims!;
  const kept = await keepRecord(results, record);

  if (context.json) answerJson(terminal, { claims: judged, ...kept });
  else answer(terminal, claimsTable(record, judged));
  const others = unexpected(expected, judged);
  for (const other of others) say(terminal, other);
  for (const warning of record.warnings) say(terminal, `note: ${warning}`);
  sayKept(kept, terminal);
  return others.length > 0 || record.measurements.some(isBad) ? ExitCode.badAnswer : ExitCode.done;
}
