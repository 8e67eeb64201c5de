import { describeEnvironment } from '@parquetry/bench';

/** What of this environment tells whether samples can be compared: as a run on a developer's machine records it. */
export async function describeHere() {
  const directory = process.env['LAMBDA_TASK_ROOT'] ?? import.meta.dirname;
  return {
    environment: await describeEnvironment(directory, directory),
    memoryMb: Number(process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']) || null,
    region: process.env['AWS_REGION'] ?? null,
  };
}
