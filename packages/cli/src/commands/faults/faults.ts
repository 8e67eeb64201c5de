import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import {
  type CampaignProgress,
  type CampaignRecord,
  isFaultless,
  killSteps,
  MOST_RATE,
  type RunRecord,
  recordCampaign,
} from '@parquetry/bench';
import { deliveryModule } from '@parquetry/lambda/campaign';
import { startLocalAws } from '@parquetry/local-aws';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { PROJECT_DIRECTORY } from '../../project-directory.ts';
import { formatCount } from '../../terminal/format.ts';
import { startProgress } from '../../terminal/progress.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import { VERSION } from '../../version.ts';
import { type CommandContext, limitsOf } from '../command-context.ts';
import { keepRecord, sayKept } from '../keep-record.ts';
import type { FaultsOptions } from './faults-options.ts';
import { faultsTable } from './faults-table.ts';
import { repeatFaults } from './repeat-faults.ts';

/** Some large and some bad ones among them. */
const FEWEST_FILES = 10;

function requirePossible({ files, rate }: FaultsOptions): void {
  if (files < FEWEST_FILES) {
    throw new UsageError(`--files must be at least ${FEWEST_FILES}, so that some are large and some bad`);
  }
  if (rate > MOST_RATE) {
    throw new UsageError(
      `--rate is that of each of ${Math.round(1 / MOST_RATE)} kinds of faults; it can be at most ${Math.floor(MOST_RATE * 1000) / 10}%`,
    );
  }
}

function doingOf(event: Exclude<CampaignProgress, { step: 'killed' }>): string {
  switch (event.step) {
    case 'put':
      return `giving ${formatCount(event.files)} objects to the embedded S3`;
    case 'deliver': {
      const until = event.kill === undefined ? '' : `, to be killed ${event.kill}`;
      return `delivering, ${formatCount(event.delivered)} of ${formatCount(event.files)}${until}`;
    }
    case 'redrive':
      return `redriving dead letters, ${formatCount(event.delivered)} of ${formatCount(event.files)} delivered`;
    case 'judge':
      return `comparing ${formatCount(event.files)} objects with their sources`;
    case 'sight':
      return 'delivering wrongly on purpose';
    default:
      return event satisfies never;
  }
}

async function carryOut(options: FaultsOptions, context: CommandContext): Promise<RunRecord> {
  const { terminal, settings } = context;
  const { files, rate, kills, seed, broken } = options;
  using progress = startProgress(terminal, kills * killSteps.length + 2, 'starting');
  return await recordCampaign(
    {
      command: repeatFaults(options, context),
      harness: VERSION,
      projectDirectory: PROJECT_DIRECTORY,
      files,
      rate,
      kills,
      seed,
      engine: settings.engine,
      limits: limitsOf(settings),
      variant: broken,
      module: deliveryModule,
      scratchDirectory: tmpdir(),
    },
    {
      startLocalAws,
      signal: terminal.signal,
      onProgress(event) {
        terminal.log.debug(event, 'faults');
        if (event.step === 'killed') progress.advance(1);
        else progress.label(doingOf(event));
        if (event.step === 'judge' || event.step === 'sight') progress.advance(1);
      },
    },
  );
}

const sees = ({ sight }: CampaignRecord) => sight !== null && sight.lost > 0;

/** `parquetry faults` */
export async function faults(options: FaultsOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, settings } = context;
  requirePossible(options);
  const results = resolve(terminal.directory, settings.results);
  const record = await carryOut(options, context);
  const campaign = record.campaign!;
  const kept = await keepRecord(results, record);
  if (context.json) answerJson(terminal, { campaign, ...kept });
  else answer(terminal, faultsTable(record, campaign));
  for (const warning of record.warnings) say(terminal, `note: ${warning}`);
  sayKept(kept, terminal);
  return isFaultless(campaign.judgement) && sees(campaign) ? ExitCode.done : ExitCode.badAnswer;
}
