/** A function's ARN says where it is. */
import { writeRecord } from '@parquetry/bench';
import { expect, it } from 'vitest';
import { functionPlace } from '../src/commands/tune/function-place.ts';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';
import { runOfTune, tuneOf } from './support/tune-of.ts';

const ARN = 'arn:aws:lambda:eu-north-1:123456789012:function:worker';
const CONTRADICTION = `error: ${ARN} is in eu-north-1, and --region says us-east-1: leave --region out\n`;
const directory = useDirectory();

it('is looked for in the region of its ARN, and a name where --region or nothing says', () => {
  const endpoint = 'http://127.0.0.1:1';
  expect(functionPlace(ARN, {})).toEqual({ region: 'eu-north-1' });
  expect(functionPlace(ARN, { region: 'eu-north-1', endpoint })).toEqual({ region: 'eu-north-1', endpoint });
  expect(functionPlace('worker', { region: 'us-east-1' })).toEqual({ region: 'us-east-1' });
  expect(functionPlace('worker', {})).toEqual({});
});

it.each([
  ['tune', ['tune', ARN]],
  ['tune cleanup', ['tune', 'cleanup', ARN]],
])('%s refuses a --region that is not the ARN’s, before anything is called', async (_, words) => {
  const { code, err } = await runInProcess(directory(), [...words, '--region', 'us-east-1']);
  expect([code, err]).toEqual([2, CONTRADICTION]);
});

it('tune apply refuses it as well, for a function that is named and for that of the record', async () => {
  const tune = tuneOf({ 512: 200, 1769: 50 });
  const run = (record: string, ...words: string[]) =>
    runInProcess(directory(), ['tune', 'apply', record, '--region', 'us-east-1', '--yes', ...words]);
  const local = await writeRecord(directory(), await runOfTune(tune));
  expect((await run(local, '--function', ARN)).err).toBe(CONTRADICTION);
  const there = { ...tune, place: 'aws', function: { ...tune.function, arn: ARN } } as const;
  const { code, err } = await run(
    await writeRecord(directory(), { ...(await runOfTune(there)), id: 'there' }),
  );
  expect([code, err]).toEqual([2, CONTRADICTION]);
});
