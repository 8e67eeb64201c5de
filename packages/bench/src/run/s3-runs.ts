/** What it takes to have builds convert objects of the embedded S3, and to check what they wrote. */
export { trafficCounts } from '../pipeline/count-pass.ts';
export { environmentFor } from '../places/bench-stack.ts';
export { s3Place } from '../places/s3-place.ts';
export { type S3Sources, uploadSources } from '../places/s3-sources.ts';
export { type VerifyOutputs, verifyOutputs } from '../verification/verify-outputs.ts';
export { choiceFor } from './contender.ts';
export { pipelineContender } from './pipeline-contender.ts';
export { pipelineRecipe } from './pipeline-recipe.ts';
export { type NotMeasured, verifyCell } from './verify-cell.ts';
