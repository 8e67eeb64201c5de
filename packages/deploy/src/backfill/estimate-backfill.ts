import { type Architecture, invocationDollars, type PriceTable, requestDollars } from '@parquetry/prices';

/** Of a child: to its only state, and to its end. */
const TRANSITIONS_OF_A_BATCH = 2;
/** Of the machine itself: defaults, choice, map. */
const TRANSITIONS_BESIDES = 5;
const OBJECTS_OF_A_PAGE = 1000;

/** What is known, from measurements, of the function. */
export interface MeasuredFunction {
  /** Billed for one object of a batch. */
  readonly msPerObject: number;
  readonly memoryMb: number;
  readonly architecture: Architecture;
}

export interface BackfillSize {
  /** What is handed out. */
  readonly listed: number;
  /** What is converted of it. */
  readonly objects: number;
  readonly batchObjects: number;
  /** Files of each object: one for each format. */
  readonly outputs: number;
}

export interface BackfillEstimate {
  readonly batches: number;
  readonly transitions: number;
  readonly dollars: {
    readonly stateTransitions: number;
    readonly s3Requests: number;
    readonly invocations: number;
    /** Null: nobody has told how long an object takes. */
    readonly compute: number | null;
    /** Of what is known. */
    readonly total: number;
  };
}

/** Without retries: one GET, one HEAD and one PUT for each output of an object, and the listing. */
const requestsOf = ({ listed, objects, outputs }: BackfillSize) => ({
  ListObjectsV2: Math.ceil(listed / OBJECTS_OF_A_PAGE),
  GetObject: objects,
  HeadObject: objects,
  PutObject: objects * outputs,
});

/** What a back-fill takes and costs when nothing has to be tried again; in dollars of us-east-1, without free tiers. */
export function estimateBackfill(
  size: BackfillSize,
  measured: MeasuredFunction | undefined,
  prices: PriceTable,
): BackfillEstimate {
  const batches = Math.ceil(size.listed / size.batchObjects);
  const transitions = batches * TRANSITIONS_OF_A_BATCH + TRANSITIONS_BESIDES;
  const stateTransitions = (transitions / 1000) * prices.stepFunctions.dollarsPerThousandTransitions;
  const s3Requests = requestDollars(requestsOf(size), prices);
  const invocations = (batches / 1e6) * prices.lambda.dollarsPerMillionRequests;
  const compute =
    measured === undefined
      ? null
      : size.objects * invocationDollars({ ...measured, billedMs: measured.msPerObject }, prices).compute;
  const total = stateTransitions + s3Requests + invocations + (compute ?? 0);
  return { batches, transitions, dollars: { stateTransitions, s3Requests, invocations, compute, total } };
}
