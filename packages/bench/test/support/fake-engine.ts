import {
  BadInputError,
  type Conversion,
  type ConversionPlan,
  collectBytes,
  type Engine,
  fileStore,
  type ObjectStore,
} from '@parquetry/core';

type Behaviour = (plan: ConversionPlan, copy: (extra?: string) => Promise<Conversion>) => Promise<Conversion>;

const forever = () => new Promise<never>((_, reject) => setTimeout(reject, 2 ** 31 - 1));

const behaviours: Readonly<Record<string, Behaviour>> = {
  copy: (_, copy) => copy(),
  another: (_, copy) => copy(),
  wrong: (_, copy) => copy('one byte too many'),
  cannot: (_, copy) => copy(),
  'cannot-write': async () => ({ status: 'unsupported', because: 'row 2, column "n": 2^53+1' }),
  'bad-input': async ({ source }) => {
    throw new BadInputError(`${source.ref.key} row 1: cannot be read`);
  },
  crash: async () => {
    process.stderr.write('first line\nlast words\n');
    process.exit(7);
  },
  hang: forever,
  'crash-when-timed': (plan, copy) => {
    if (plan.outputs[0]?.ref.key.startsWith('pass-')) process.kill(process.pid, 'SIGSEGV');
    return copy();
  },
  'write-more-at-first': (plan, copy) => copy(plan.outputs[0]?.ref.key.startsWith('pass-0') ? 'more' : ''),
  'write-nothing': async (plan, copy) => {
    const conversion = await copy();
    for (const { ref } of plan.outputs) await fileStore().delete(ref);
    if (conversion.status !== 'converted') return conversion;
    return { ...conversion, result: { ...conversion.result, outputs: [] } };
  },
  'leave-running': (_, copy) => {
    setInterval(() => {}, 1000);
    return copy();
  },
};

async function copySource(store: ObjectStore, plan: ConversionPlan, extra: string): Promise<Conversion> {
  const content = Buffer.concat([await collectBytes(store.read(plan.source.ref)), Buffer.from(extra)]);
  const outputs = [];
  for (const { format, ref } of plan.outputs) {
    const { bytes } = await store.write(
      ref,
      (async function* () {
        yield content;
      })(),
    );
    outputs.push({ format, ref, bytes });
  }
  const stages = { readMs: 1, parseMs: 2, encodeParquetMs: 3, encodeAvroMs: 4, writeMs: 5 };
  const rows = { read: 1, written: 1, rejected: 0, padded: 0 };
  const bytes = { read: content.length, parsed: content.length };
  return { status: 'converted', result: { rows, bytes, outputs, stages, elapsedMs: 15 } };
}

/** Engines that copy the CSV instead of converting it, well or badly. */
export async function fakeEngine(name: string): Promise<Engine> {
  const behave = behaviours[name];
  if (behave === undefined) throw new Error(`there is no engine ${name}`);
  return {
    name,
    writers: { parquet: 'fake', avro: 'fake' },
    supports: () => (name === 'cannot' ? { supported: false, because: 'it never can' } : { supported: true }),
    open: async (store) => ({
      filesInFlight: 2,
      convert: (plan) => behave(plan, (extra = '') => copySource(store, plan, extra)),
      [Symbol.asyncDispose]: async () => {},
    }),
  };
}
