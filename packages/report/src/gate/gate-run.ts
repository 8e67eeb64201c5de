import type { GateRecord, RunRecord } from '@parquetry/bench/record';

/** A record without a comparison of two builds was asked for one: another command wrote it. */
export function gateOf({ gate, id }: RunRecord): GateRecord {
  if (gate === undefined) {
    throw new Error(`the record ${id} compares no builds; give one that \`parquetry gate\` wrote`);
  }
  return gate;
}
