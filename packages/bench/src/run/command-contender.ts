import { fileURLToPath } from 'node:url';
import { type ConversionPlan, filePath } from '@parquetry/core';
import { type Contestant, commandFor, missingFormat, wantsSchema } from '../contestants/contestant.ts';
import type { LaunchAnswer, LaunchRequest } from '../contestants/launch-request.ts';
import { writeSchemaFiles } from '../contestants/schema-file.ts';
import type { Place } from '../places/place.ts';
import { askChild, type ChildOptions } from '../sampling/ask-child.ts';
import { labelled } from '../sampling/convert-workload.ts';
import { type OutputBytes, outputBytesOf } from '../sampling/output-bytes.ts';
import { UNKNOWN_WRITER } from '../verification/read-output.ts';
import type { Attempt, Contender } from './contender.ts';

const launcher = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../contestants/command-launcher.ts', import.meta.url)
    : new URL('../contestants/command-launcher.js', import.meta.url),
);

const UNKNOWN_WRITERS = { parquet: UNKNOWN_WRITER, avro: UNKNOWN_WRITER };

function whyUnsupported(contestant: Contestant, [plan]: readonly ConversionPlan[]): string | undefined {
  if (process.platform !== 'linux') return 'the CPU time of a command can be measured on Linux only';
  return missingFormat(contestant, plan?.outputs.map((output) => output.format) ?? []);
}

type Run = LaunchRequest['passes'][number][number];

function runOf(contestant: Contestant, plan: ConversionPlan, schema: string | undefined): Run {
  const outputs = plan.outputs.map(({ format, ref }) => ({ format, path: filePath(ref) }));
  const argv = commandFor(contestant, { input: filePath(plan.source.ref), schema, outputs });
  return { argv, outputs: outputs.map(({ path }) => path) };
}

function bytesOf(
  plans: readonly ConversionPlan[],
  { outputBytes }: LaunchAnswer['passes'][number],
): OutputBytes {
  const files = plans.map(({ outputs }, file) => ({
    outputs: outputs.map(({ format }, output) => ({ format, bytes: outputBytes[file]![output]! })),
  }));
  return outputBytesOf(files);
}

/** A command of the user's, run once per file by a small launcher process. */
export function commandContender(contestant: Contestant, place: Place, timeoutMs: number): Contender {
  async function launch(
    plans: readonly ConversionPlan[],
    passes: readonly (readonly ConversionPlan[])[],
    keepOutputs: boolean,
    signal: ChildOptions['signal'],
  ): Promise<Attempt<LaunchAnswer>> {
    const because = whyUnsupported(contestant, plans);
    if (because !== undefined) return { status: 'unsupported', because };
    const schemas = wantsSchema(contestant) ? await writeSchemaFiles(plans) : [];
    const request: LaunchRequest = {
      passes: passes.map((pass) => pass.map((plan, file) => runOf(contestant, plan, schemas[file]))),
      keepOutputs,
    };
    const outcome = await askChild<LaunchAnswer>(launcher, request, { timeoutMs, signal });
    return outcome.status === 'failed' ? outcome : { status: 'done', value: outcome.answer };
  }

  return {
    name: contestant.name,
    place,
    workloadOf: ({ workloads }) => workloads.commands,

    async convert(plans, signal) {
      const attempt = await launch(plans, [plans], true, signal);
      return attempt.status === 'done' ? { status: 'done', value: UNKNOWN_WRITERS } : attempt;
    },

    async sample(plans, { iterations }, signal) {
      const passes = Array.from({ length: iterations }, (_, pass) =>
        plans.map((plan) => labelled(plan, `pass-${pass}`)),
      );
      const attempt = await launch(plans, passes, false, signal);
      if (attempt.status !== 'done') return attempt;
      const { passes: measured, peakRssBytes } = attempt.value;
      const sample = {
        processStartMs: null,
        engineOpenMs: null,
        firstFileMs: null,
        iterations: measured.map(({ outputBytes, ...times }) => ({ ...times, stages: null })),
        peakRssBytes,
        gc: null,
        voluntaryContextSwitches: null,
        involuntaryContextSwitches: null,
        majorPageFaults: null,
      };
      const passBytes = measured.map((pass) => bytesOf(plans, pass));
      return { status: 'done', value: { sample, passBytes } };
    },
  };
}
