import type { OutputPlan, Support } from '@parquetry/core';

const MOST_LEVEL: Readonly<Record<string, number>> = { gzip: 9, zstd: 22, deflate: 9 };
/** Of https://avro.apache.org/docs/1.12.0/specification/#object-container-files */
const AVRO_RESERVED = 'avro.';
/** What Arrow's readers take for an Arrow schema. */
const ARROW_RESERVED = 'ARROW:schema';

function complaint({ format, codec, level, metadata = {} }: OutputPlan): string | undefined {
  if (level !== undefined) {
    const most = MOST_LEVEL[codec];
    if (most === undefined) return `${codec} has no levels; leave the level out`;
    if (level > most) return `${codec} has levels from 1 to ${most}, not ${level}`;
  }
  const isReserved = (key: string) =>
    format === 'avro' ? key.startsWith(AVRO_RESERVED) : key === ARROW_RESERVED;
  const reserved = Object.keys(metadata).find(isReserved);
  if (reserved === undefined) return undefined;
  return `the metadata key ${JSON.stringify(reserved)} has a meaning of its own in ${format} files; choose another`;
}

/** Whether outputs can be written as their plan wants them. */
export function outputSupport(outputs: readonly OutputPlan[]): Support {
  for (const output of outputs) {
    const because = complaint(output);
    if (because !== undefined) return { supported: false, because };
  }
  return { supported: true };
}
