import { z } from 'zod';

/** `before`: the server never hears of the request. `after`: it has done the work, and the answer is lost. */
const when = z.enum(['before', 'after']).default('before');

/** What goes wrong. */
const fault = z.discriminatedUnion('kind', [
  /** 503 SlowDown. */
  z.strictObject({ kind: z.literal('slow-down'), when }),
  /** 500 InternalError. */
  z.strictObject({ kind: z.literal('internal-error'), when }),
  /** ECONNRESET. */
  z.strictObject({ kind: z.literal('reset'), when }),
  /** No answer, until the time is up: the handler's own request time-out when absent. */
  z.strictObject({ kind: z.literal('time-out'), when, afterMs: z.number().positive().optional() }),
  /** The body of the request and that of the answer come no faster. */
  z.strictObject({ kind: z.literal('slow-body'), bytesPerSecond: z.number().positive() }),
  /** The answer's body stops. `reset`: with ECONNRESET. `end`: as if it were whole, though its stated length says more. */
  z.strictObject({
    kind: z.literal('cut-body'),
    how: z.enum(['reset', 'end']),
    /** Bodies that are no longer than `byte` stay whole; `share` is that of the stated length. */
    at: z.union([
      z.strictObject({ byte: z.number().int().nonnegative() }),
      z.strictObject({ share: z.number().min(0).lt(1) }),
    ]),
  }),
]);
export type Fault = z.infer<typeof fault>;

const requestNumber = z.number().int().positive();

/** Which of the requests a rule is about are struck; they are counted from 1. */
const strikes = z.union([
  z.strictObject({ rate: z.number().min(0).max(1) }),
  z.strictObject({ every: requestNumber }),
  z.strictObject({ requests: z.array(requestNumber).min(1) }),
  /** Half open. */
  z.strictObject({ from: requestNumber, to: requestNumber }),
]);

const rule = z.strictObject({
  /** What it is counted under; the fault's own name when absent. */
  name: z.string().min(1).optional(),
  /** By AWS name: `GetObject`, `UploadPart` …; every operation when absent. */
  operations: z.array(z.string()).min(1).optional(),
  /** Only requests whose path (`/bucket/key`, decoded) contains this. */
  pathContains: z.string().min(1).optional(),
  fault,
  strikes,
});
export type FaultRule = z.infer<typeof rule>;

const ratesAddUp = (rules: readonly FaultRule[]) =>
  rules.reduce((sum, { strikes }) => sum + ('rate' in strikes ? strikes.rate : 0), 0) <= 1 + 1e-9;

/** What goes wrong, and when: plain data. One fault strikes a request; schedules go before rates, and rules in their order. */
export const faultPlan = z.strictObject({ rules: z.array(rule) }).refine(
  ({ rules }) => {
    const operations = new Set(rules.flatMap((one) => one.operations ?? []));
    const about = (operation: string | undefined) =>
      rules.filter(({ operations: named }) => named === undefined || named.includes(operation ?? ''));
    return [undefined, ...operations].every((operation) => ratesAddUp(about(operation)));
  },
  { error: 'the rates of rules about one operation add up to more than 1' },
);
export type FaultPlan = z.infer<typeof faultPlan>;
export type FaultPlanInput = z.input<typeof faultPlan>;
