import { BadInputError, displayRef, typeName } from '@parquetry/core';
import type { InputOutcome } from './input-outcome.ts';

/** What became of one input, for machines. */
export function outcomeJson({ ref, source, plan, outcome }: InputOutcome) {
  const input = displayRef(ref);
  const described = source && {
    compression: source.compression,
    format: plan?.source.format ?? source.format,
    findings: source.findings,
    renamed: source.renamed,
  };
  switch (outcome.status) {
    case 'converted': {
      const { outputs, rejects, widened = [], ...result } = outcome.result;
      const columns = plan?.schema.columns.map(({ name, type, nullable }) => ({
        name,
        type: typeName(type),
        nullable,
      }));
      return {
        input,
        status: outcome.status,
        ...described,
        columns,
        ...result,
        widened,
        outputs: outputs.map(({ format, ref: to, bytes }) => ({ format, path: displayRef(to), bytes })),
        ...(rejects && { rejects: { path: displayRef(rejects.ref), bytes: rejects.bytes } }),
      };
    }
    case 'unsupported':
      return { input, status: outcome.status, ...described, because: outcome.because };
    case 'failed': {
      const { error } = outcome;
      return {
        input,
        status: outcome.status,
        ...described,
        error: error instanceof Error ? error.message : String(error),
        ...(error instanceof BadInputError && error.badRow && { badRow: error.badRow }),
      };
    }
    default:
      return outcome satisfies never;
  }
}
