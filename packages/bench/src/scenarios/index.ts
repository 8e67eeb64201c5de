/** The catalogue alone, for whoever lists scenarios without running them. */
export { barScenarios, inferring } from './bar-scenarios.ts';
export { defaultScenarios, userFiles } from './catalogue.ts';
export { s3Scenarios } from './s3-scenarios.ts';
export type { FilesScenario, GeneratedScenario, Scenario, ScenarioDefinition } from './scenario.ts';
