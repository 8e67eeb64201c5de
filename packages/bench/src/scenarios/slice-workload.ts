import type { ObjectRef, ObjectStore } from '@parquetry/core';
import { sum } from '../statistics/sum.ts';
import { cutRecords } from './cut-records.ts';
import type { PlannedInput, SliceRule, Workload } from './scenario.ts';

const textBytesOf = (inputs: readonly PlannedInput[]) => sum(inputs.map((input) => input.textBytes));

/** Takes the first inputs within the rule's limits, the last of them cut if need be; at least one file is taken. */
export async function sliceWorkload(
  store: ObjectStore,
  inputs: readonly PlannedInput[],
  rule: SliceRule,
  target: ObjectRef,
  signal?: AbortSignal,
): Promise<Workload> {
  const taken: PlannedInput[] = [];
  let left = rule.maxBytes;
  for (const input of inputs.slice(0, rule.maxFiles)) {
    if (input.textBytes <= left) {
      taken.push(input);
      left -= input.textBytes;
      continue;
    }
    const cut = await cutRecords(store, input, left, target, signal);
    if (cut !== undefined) taken.push(cut);
    else if (taken.length === 0) taken.push(input);
    break;
  }
  const isWhole = taken.length === inputs.length && taken.at(-1) === inputs.at(-1);
  const slice = { ofBytes: textBytesOf(inputs), ofFiles: inputs.length, because: rule.because };
  return { inputs: taken, slice: isWhole ? null : slice };
}
