import { TuneError } from '@parquetry/tune';
import { expect, it } from 'vitest';
import { asTuneUsage } from '../src/commands/tune/as-tune-usage.ts';
import { interruptionText } from '../src/complain.ts';

const endOf = (error: Error): Promise<unknown> =>
  asTuneUsage(() => Promise.reject(error)).catch((thrown: unknown) => thrown);

it('Ctrl-C is answered by what is still there, where something is', async () => {
  const wayOut = 'AbortError: interrupted; left behind: version 3 of f: parquetry tune cleanup f --run 1';
  expect(interruptionText(await endOf(new TuneError('left-behind', wayOut)))).toBe(wayOut);
  const nothing = 'interrupted; nothing half-written is left behind';
  expect(interruptionText(await endOf(new TuneError('failed', 'no')))).toBe(nothing);
  expect(interruptionText(await endOf(new DOMException('interrupted', 'AbortError')))).toBe(nothing);
});
