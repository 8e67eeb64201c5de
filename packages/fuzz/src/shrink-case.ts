import type { CaseOptions, FuzzCase } from './cases/fuzz-case.ts';

/** Whether a case still shows what is being hunted. */
export type StillFails = (fuzzCase: FuzzCase) => Promise<boolean>;

const without = (bytes: Uint8Array, start: number, length: number): Uint8Array =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]));

function withFile({ files, options }: FuzzCase, index: number, bytes: Uint8Array): FuzzCase {
  return { files: files.map((file, at) => (at === index ? bytes : file)), options };
}

/** Takes away stretches of one file, shorter and shorter ones, as long as the case still fails. */
async function shrinkFile(
  fuzzCase: FuzzCase,
  index: number,
  stillFails: StillFails,
  hasTime: () => boolean,
): Promise<FuzzCase> {
  let best = fuzzCase;
  const bytes = () => best.files[index]!;
  for (let length = Math.ceil(bytes().length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let start = 0; start < bytes().length && hasTime(); ) {
      const candidate = withFile(best, index, without(bytes(), start, length));
      if (await stillFails(candidate)) best = candidate;
      else start += length;
    }
  }
  return best;
}

type Simpler = (options: CaseOptions) => CaseOptions;

const SIMPLER: readonly Simpler[] = [
  (options) => ({ ...options, compression: 'none' }),
  (options) => ({ ...options, declared: [] }),
  ({ sampleBytes: _, ...options }) => options,
  ({ newColumns: _, ...options }) => options,
  ({ rowGroupRows: _, ...options }) => options,
  ({ dictionary: _, ...options }) => options,
  (options) => ({ ...options, badRows: { ...options.badRows, fate: 'fail' } }),
  (options) => ({ ...options, badRows: { fate: options.badRows.fate, isRedacted: false } }),
  (options) => ({ ...options, invalidBytes: 'bad-row' }),
  (options) => ({ ...options, undeclared: 'string' }),
  (options) => ({ ...options, avro: null, parquet: 'none' }),
  (options) => ({ ...options, limits: 'large' }),
  (options) => ({ ...options, source: {} }),
  ...(
    [
      'nulls',
      'quotedEmpty',
      'comment',
      'trim',
      'skipLines',
      'trailingDelimiter',
      'limits',
      'encoding',
      'escape',
      'quote',
      'delimiter',
      'hasHeader',
      'nested',
      'member',
      'kind',
    ] as const
  ).map(
    (part): Simpler =>
      (options) => {
        const { [part]: _, ...source } = options.source;
        return { ...options, source };
      },
  ),
];

/**
 * A smaller case that fails as the given one does: fewer files, fewer bytes, fewer options. What the files were meant to
 * hold is given up with the first byte.
 */
export async function shrinkCase(
  fuzzCase: FuzzCase,
  stillFails: StillFails,
  hasTime: () => boolean,
): Promise<FuzzCase> {
  let best = fuzzCase;
  const attempt = async (candidate: FuzzCase) => {
    if (hasTime() && (await stillFails(candidate))) best = candidate;
  };
  if (best.files.length > 1)
    for (const file of best.files) await attempt({ options: best.options, files: [file] });
  for (const index of best.files.keys()) best = await shrinkFile(best, index, stillFails, hasTime);
  for (const simpler of SIMPLER) {
    const options = simpler(best.options);
    // What the file was meant to hold holds for the way it is told to be read.
    if (best.meant === undefined || options.source === best.options.source)
      await attempt({ ...best, options });
  }
  for (const index of best.files.keys()) best = await shrinkFile(best, index, stillFails, hasTime);
  return best;
}
