import type { Rung } from './ladder.ts';
import type { Experiment } from './plan-points.ts';
import { warmUpFiles } from './prepare-claims.ts';

/** What a request waits on a network, on average, in the order GET, PUT; the local stack's own time comes on top. */
type Waits = Readonly<Record<string, { readonly getMs: number; readonly putMs: number }>>;

const PROCESS_MS = 700;
const REQUEST_MS = 2;
/** Of the codecs of the original, and of the better ones. */
const ROW_BYTES_PER_MS = 2_800;
const COLUMN_BYTES_PER_MS = 15_000;
const VERIFIED_BYTES_PER_MS = 3_000;
const COMMAND_MS = 1_000;
/** Outputs of so many are checked at once, while nothing waits for a network. */
const VERIFY_LANES = 2;

export interface ExpectedTimeRequest {
  readonly experiments: readonly Experiment[];
  readonly rungs: readonly Rung[];
  readonly rounds: number;
  readonly bytesPerFile: number;
  readonly formats: number;
  readonly isCommand: boolean;
  readonly waits: Waits;
  readonly cores: number;
}

/** A guess, for a line before the start: samples and one conversion whose outputs are verified. */
export function expectedMs(request: ExpectedTimeRequest): number {
  const { experiments, rungs, rounds, bytesPerFile, formats, isCommand, waits, cores } = request;
  const ofPoint = (profile: string, rung: Rung, files: number): number => {
    const { getMs = 0, putMs = 0 } = waits[profile] ?? {};
    const lanes = rung.settings.filesInFlight ?? 1;
    const threads = lanes > 1 && rung.engine !== 'sequential' ? cores : 1;
    const puts = rung.settings.outputsTogether === false ? formats : 1;
    const waiting = (getMs + puts * putMs) / lanes;
    const rate = rung.kind === 'engine' ? COLUMN_BYTES_PER_MS : ROW_BYTES_PER_MS;
    const start = isCommand && rung.kind !== 'engine' ? COMMAND_MS : 0;
    const working = (bytesPerFile / rate + start + (1 + formats) * REQUEST_MS) / threads;
    return files * Math.max(waiting + (lanes === 1 ? working : 0), working);
  };
  const times = experiments.flatMap(({ profile, points }) =>
    points.map((point) => {
      const rung = rungs.find(({ name }) => name === point.rung)!;
      const warming = ofPoint('none', rung, warmUpFiles(bytesPerFile));
      const sample = PROCESS_MS + warming + ofPoint(profile, rung, 1 + point.files + point.rereads);
      const verifying =
        ofPoint('none', rung, point.files) + (point.files * bytesPerFile * formats) / VERIFIED_BYTES_PER_MS;
      return sample * rounds + PROCESS_MS + verifying / VERIFY_LANES;
    }),
  );
  return times.reduce((total, one) => total + one, 0);
}
