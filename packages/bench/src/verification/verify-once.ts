import { createHash } from 'node:crypto';
import type { OutputPlan } from '@parquetry/core';
import { sha256Of } from '../scenarios/hash-files.ts';
import type { Verification, VerificationRequest, VerifyOutputs } from './verify-outputs.ts';

type Verified = Extract<Verification, { status: 'verified' }>;

/** Of everything that a ruling on one output rests on; undefined where the output cannot be read. */
async function keyOf(
  { store, plan, writers, signal }: VerificationRequest,
  { format, ref }: OutputPlan,
): Promise<string | undefined> {
  try {
    const content = await sha256Of(store, [ref], signal);
    const { source, schema } = plan;
    const rest = JSON.stringify([source, schema, format, writers[format]]);
    return createHash('sha256').update(rest).update(content).digest('hex');
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

const together = (rulings: readonly Verified[]): Verified => {
  const first = <Key extends keyof Verified>(key: Key) =>
    rulings.find((one) => one[key] !== undefined)?.[key];
  return {
    status: 'verified',
    verifiedBy: Object.assign({}, ...rulings.map(({ verifiedBy }) => verifiedBy)),
    notVerified: first('notVerified'),
    verification: first('verification'),
  };
};

/** The part of a ruling that is about one of its outputs. */
const rulingOn = ({ format }: OutputPlan, { verifiedBy, ...ruling }: Verified): Verified => ({
  ...ruling,
  verifiedBy: Object.fromEntries(Object.entries(verifiedBy).filter(([name]) => name === format)),
});

/**
 * Judges as `verify` does, but bytes that were found right are not looked at again: contenders that share their codecs
 * write the same files.
 */
export function verifyOnce(verify: VerifyOutputs): VerifyOutputs {
  const known = new Map<string, Verified>();
  return async (request) => {
    const { plan } = request;
    const keyed = await Promise.all(
      plan.outputs.map(async (output) => ({ output, key: await keyOf(request, output) })),
    );
    const before = keyed.flatMap(({ key }) => (key === undefined ? [] : (known.get(key) ?? [])));
    const others = keyed.filter(({ key }) => key === undefined || !known.has(key));
    if (others.length === 0 && before.length > 0) return together(before);
    const outputs = others.map(({ output }) => output);
    const isWhole = outputs.length === plan.outputs.length;
    const ruling = await verify(isWhole ? request : { ...request, plan: { ...plan, outputs } });
    if (ruling.status === 'wrong-output') return ruling;
    for (const { key, output } of others) if (key) known.set(key, rulingOn(output, ruling));
    return together([...before, ruling]);
  };
}
