import type { ClaimsRun } from './claims-run.ts';
import { BASELINE } from './ladder.ts';
import { SOURCE } from './source-document.ts';

const listed = (values: readonly number[]) => values.map((value) => value.toLocaleString('en-US')).join(', ');

/** Sizes of the document's table that the original was not run on. */
function sizesLeftOut({ experiments, scope }: ClaimsRun): string[] {
  const run = new Set(
    experiments[0]?.points
      .filter(({ rung, rereads }) => rung === BASELINE && rereads === 0)
      .map(({ files }) => files),
  );
  const left = SOURCE.batches.map(({ files }) => files).filter((files) => !run.has(files));
  if (left.length === 0) return [];
  const way = scope === 'full' ? '' : '; --full runs them where the files are small enough';
  return [`Batches of ${listed(left)} files with the original: they take minutes each${way}.`];
}

function inputsLeftOut({ inputs }: ClaimsRun): string[] {
  const { objects, taken, copies } = inputs;
  const sample =
    taken < objects
      ? [`${listed([objects - taken])} of the ${listed([objects])} objects: a sample stands for them.`]
      : [];
  const again =
    copies > 0
      ? [
          `Batches of different files only: in the largest, ${listed([copies])} files are copies of others under keys of their own.`,
        ]
      : [];
  return [...sample, ...again];
}

function baselineLeftOut({ baseline }: ClaimsRun): string[] {
  return baseline.kind === 'command'
    ? ['What the command does inside: its stages cannot be seen.']
    : [
        "The document's own code, in Python on boto3 and pandas: the original here is a re-implementation in Node. Give your own converter with --baseline command:'…'.",
      ];
}

/** What nobody should take from the figures, each only where it applies. */
export const whatIsNotMeasured = (run: ClaimsRun): string[] => [
  'Lambda, and S3 in AWS: everything ran on this machine, with an embedded S3 that shares its processor. Network profiles are waits put in front of it.',
  ...baselineLeftOut(run),
  ...sizesLeftOut(run),
  ...inputsLeftOut(run),
  'Starts of a function: batches run in a warm process.',
  'Error resilience: the document gives no figure for it, and no fault is injected here; parquetry faults does.',
];
