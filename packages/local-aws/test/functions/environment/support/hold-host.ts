import { openEnvironmentHost } from '../../../../src/functions/environment/open-environment-host.ts';
import { answerOf, invoke, specOf, writeCode } from './functions.ts';

// A host to be killed while its function keeps a core busy.
const code = await writeCode({
  'index.mjs': `import { writeSync } from 'node:fs';
    export const handler = async ({ isBusy }) => { while (isBusy) writeSync(1, ''); return process.env.TMPDIR; };`,
});
const host = await openEnvironmentHost();
const environment = await host.start(specOf(code));
const temporaryDirectory = answerOf(await invoke(environment));
const busy = invoke(environment, { isBusy: true });
const { processId } = environment;
const told = { processId, temporaryDirectory, code: code.directory };
process.stdout.write(`${JSON.stringify(told)}\n`);
await busy;
