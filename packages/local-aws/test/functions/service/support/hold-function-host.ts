import { startFunctionHost } from '../../../../src/index.ts';

// A parent to be ended in ways that leave it no time to tidy up.
const { endpoint, processId } = await startFunctionHost();
process.stdout.write(`${JSON.stringify({ endpoint, processId })}\n`);
