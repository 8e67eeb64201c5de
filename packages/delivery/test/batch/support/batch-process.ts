import { recipe } from '../../../src/index.ts';
import { type KillStep, killAt } from './kill-at.ts';
import { openS3Batch } from './s3-batch.ts';

/** A process that runs a batch until it is killed at a step: endpoint, recipe as JSON, step, count. */
const [endpoint, recipeText, step, count] = process.argv.slice(2);
const { batch, pipeline } = await openS3Batch({
  endpoint: endpoint!,
  recipe: recipe.parse(JSON.parse(recipeText!)),
  wrapHandler: killAt(step as KillStep, Number(count)),
});
await using _ = pipeline;
await Array.fromAsync(batch);
