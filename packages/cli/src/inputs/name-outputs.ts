import { extname } from 'node:path';
import { displayRef, type ObjectRef, type OutputFormat } from '@parquetry/core';
import { UsageError } from '../exit-codes.ts';
import { type Input, STDIN, STDOUT } from './expand-inputs.ts';
import { below, directoryAt, placeOf, refAt, refOf } from './places.ts';

export interface OutputRequest {
  readonly inputs: readonly Input[];
  /** As given with `--out`. */
  readonly out: string | undefined;
  /** As given with `--to`. */
  readonly formats: readonly OutputFormat[] | undefined;
  readonly directory: string;
}

export interface NamedOutputs {
  readonly formats: readonly OutputFormat[];
  /** One list per input, in the order of `formats`. */
  readonly refs: readonly (readonly ObjectRef[])[];
}

const FORMAT_OF_ENDING: Readonly<Record<string, OutputFormat>> = { '.parquet': 'parquet', '.avro': 'avro' };

/** A path without the endings of what is read. */
export const stem = (path: string): string =>
  path.replace(/\.(gz|zst)$/i, '').replace(/\.(csv|tsv|txt|json|ndjson|jsonl)$/i, '');

function singleOutput(request: OutputRequest, what: string, formats: readonly OutputFormat[]): void {
  if (request.inputs.length !== 1) {
    throw new UsageError(
      `${what} takes one input, there are ${request.inputs.length}; give --out a directory`,
    );
  }
  if (formats.length !== 1) {
    throw new UsageError(
      `${what} takes one format, --to names ${formats.join(' and ')}; give --out a directory`,
    );
  }
}

/**
 * @throws UsageError when something would be written to where a prefix or pattern of S3 finds inputs: the next run would
 * take it for one, and a function that waits for new objects would never come to rest.
 */
export function requireOutsideInputs(
  flag: string,
  refs: readonly ObjectRef[],
  inputs: readonly Input[],
): void {
  for (const isInput of new Set(inputs.map(({ isNamedToo }) => isNamedToo))) {
    const inside = isInput && refs.find(isInput);
    if (inside)
      throw new UsageError(
        `${displayRef(inside)} would lie among the inputs, and be one of them the next time; name another place with ${flag}`,
      );
  }
}

function requireDistinct(request: OutputRequest, named: NamedOutputs): NamedOutputs {
  const makers = new Map<string, Input>(request.inputs.map((input) => [displayRef(input.ref), input]));
  const taken = new Map<string, Input>();
  requireOutsideInputs('--out', named.refs.flat(), request.inputs);
  named.refs.forEach((refs, index) => {
    const input = request.inputs[index]!;
    for (const ref of refs) {
      const name = displayRef(ref);
      const other = taken.get(name);
      if (other) {
        throw new UsageError(
          `${displayRef(other.ref)} and ${displayRef(input.ref)} would both write ${name}; convert them apart`,
        );
      }
      if (makers.has(name))
        throw new UsageError(`${name} is an input; inputs are never written, choose another --out`);
      taken.set(name, input);
    }
  });
  return named;
}

/**
 * Where each input's outputs go: one named file, stdout, below a directory with relative paths kept, or beside the
 * input.
 *
 * @throws UsageError when the request cannot be met without two files sharing a name.
 */
export function nameOutputs(request: OutputRequest): NamedOutputs {
  const { inputs, out, directory } = request;
  const wanted = request.formats && [...new Set(request.formats)];
  if (out === '-') {
    const formats = wanted ?? ['parquet'];
    singleOutput(request, 'stdout', formats);
    return { formats, refs: [[STDOUT]] };
  }
  const ending = out === undefined ? undefined : FORMAT_OF_ENDING[extname(out).toLowerCase()];
  if (out !== undefined && ending !== undefined) {
    const formats = wanted ?? [ending];
    singleOutput(request, `the file ${out}`, formats);
    if (formats[0] !== ending)
      throw new UsageError(`${out} ends in .${ending}, but --to asks for ${formats[0]}`);
    return requireDistinct(request, { formats, refs: [[refOf(out, directory)]] });
  }
  if (out === undefined && inputs.some((input) => input.ref === STDIN)) {
    throw new UsageError('reading stdin needs --out: a file, a directory, or - for stdout');
  }
  const formats = wanted ?? ['parquet'];
  const refs = inputs.map((input) => {
    const base =
      out === undefined
        ? stem(placeOf(input.ref))
        : below(directoryAt(out, directory), stem(input.relativePath));
    return formats.map((format) => refAt(`${base}.${format}`));
  });
  return requireDistinct(request, { formats, refs });
}
