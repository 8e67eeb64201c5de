import {
  BadInputError,
  type BodyStream,
  type ConversionPlan,
  collectBytes,
  type Engine,
  openSource,
  writeTogether,
} from '@parquetry/core';

async function* body(text: string): BodyStream {
  yield Buffer.from(text);
}

/** What the line engine writes of a text. */
export const written = (format: string, text: string) =>
  `${format}: ${text.split('\n').length - 1} lines\n${text}`;

/** An engine whose outputs are texts. A source with the line `bad` is bad input. Counts what it is asked for. */
export function lineEngine(filesInFlight = 2) {
  const plans: ConversionPlan[] = [];
  const inFlight = { now: 0, most: 0 };
  let isOpen = false;
  const engine: Engine = {
    name: 'lines',
    writers: { parquet: 'lines', avro: 'lines' },
    supports: ({ outputs }) =>
      outputs.some(({ codec }) => codec === 'gzip')
        ? { supported: false, because: 'lines are never gzipped' }
        : { supported: true },
    async open(store) {
      isOpen = true;
      return {
        filesInFlight,
        async convert(plan, signal) {
          plans.push(plan);
          inFlight.now += 1;
          inFlight.most = Math.max(inFlight.most, inFlight.now);
          try {
            const bytes = await collectBytes(openSource(store, plan.source, signal));
            const text = Buffer.from(bytes).toString();
            if (text.includes('\nbad\n')) throw new BadInputError('bad line');
            const rejects =
              plan.rejects && text.includes('\nodd\n') ? [{ ref: plan.rejects, body: body('odd') }] : [];
            const parts = plan.outputs.map(({ ref, format }) => ({ ref, body: body(written(format, text)) }));
            const stats = await writeTogether(store, [...parts, ...rejects], signal);
            const rows = text.split('\n').length - 2;
            const zero = { readMs: 0, parseMs: 1, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 };
            return {
              status: 'converted',
              result: {
                rows: { read: rows, written: rows - rejects.length, rejected: rejects.length, padded: 0 },
                bytes: { read: bytes.length, parsed: bytes.length },
                outputs: plan.outputs.map(({ format, ref }, index) => ({
                  format,
                  ref,
                  bytes: stats[index]!.bytes,
                })),
                ...(rejects[0] && { rejects: { ref: rejects[0].ref, bytes: 3 } }),
                stages: zero,
                elapsedMs: 1,
              },
            };
          } finally {
            inFlight.now -= 1;
          }
        },
        async [Symbol.asyncDispose]() {
          isOpen = false;
        },
      };
    },
  };
  return { engine, plans, inFlight, isOpen: () => isOpen };
}
