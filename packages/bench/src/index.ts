export type { CampaignProgress } from './campaign/campaign-progress.ts';
export type { BrokenVariant } from './campaign/deliveries/broken-variants.ts';
export { MOST_RATE } from './campaign/fault-mix.ts';
export { killSteps } from './campaign/kills/kill-steps.ts';
export { type RecordedCampaignRequest, recordCampaign } from './campaign/record-campaign.ts';
export * from './claims/index.ts';
export { type Contestant, parseContestant } from './contestants/contestant.ts';
export { describeEnvironment, describeHost, placeOf } from './environment/describe-environment.ts';
export { watchHost } from './environment/watch-host.ts';
export { type LambdaPrice, lambdaPrice } from './figures/lambda-prices.ts';
export { askClerk } from './places/ask-clerk.ts';
export { carryObjects } from './places/carry-objects.ts';
export * from './record/index.ts';
export * from './record/record-error.ts';
export { latestRecord, readRecord, writeRecord } from './record/record-files.ts';
export type { BenchProgress } from './run/progress.ts';
export {
  type BenchDependencies,
  type BenchRequest,
  runBench,
  type TargetBenchRequest,
} from './run/run-bench.ts';
export { applicableBars } from './scenarios/bars.ts';
export * from './scenarios/index.ts';
export { pipelineEngines } from './scenarios/pipeline-engines.ts';
export {
  type PrepareOptions,
  type PrepareProgress,
  prepareGenerated,
  prepareUserFiles,
} from './scenarios/prepare-scenario.ts';
export { freeBytes } from './scenarios/require-space.ts';
export type { PreparedScenario } from './scenarios/scenario.ts';
export { sizedName } from './targets/lambda-contenders.ts';
export type * from './targets/lambda-target.ts';
