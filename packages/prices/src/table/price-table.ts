export type Architecture = 'x86_64' | 'arm64';

/** A price that holds from a quantity of the month on, up to the next tier's. */
export interface Tier {
  /** In the unit that is priced; the first is 0. */
  readonly from: number;
  readonly dollars: number;
}

/** Where a group of prices was read. */
export interface PriceSource {
  readonly what: string;
  readonly url: string;
}

export interface LambdaPrices {
  /** Dollars for a GB-second, by GB-seconds of the month in the account. */
  readonly compute: Readonly<Record<Architecture, readonly Tier[]>>;
  readonly dollarsPerMillionRequests: number;
  readonly ephemeralStorage: { readonly dollarsPerGbSecond: number; readonly includedMb: number };
  readonly provisioned: {
    readonly dollarsPerGbSecond: Readonly<
      Record<Architecture, { readonly idle: number; readonly running: number }>
    >;
    readonly roundedUpToSeconds: number;
  };
  /** Of Python and .NET; Java has it for nothing. */
  readonly snapStart: { readonly dollarsPerCachedGbSecond: number; readonly dollarsPerRestoredGb: number };
  /** A month's, of the account: shown apart, never part of a comparison. */
  readonly freeTier: { readonly requests: number; readonly gbSeconds: number };
}

/** A machine that pays in credits for what it computes above its baseline. */
export interface BurstableInstance {
  readonly type: string;
  readonly vcpus: number;
  readonly memoryMb: number;
  readonly dollarsPerHour: number;
  /** Of each vCPU, on average over 24 hours. */
  readonly baselineShare: number;
  /** Above the baseline, in the mode `unlimited`. */
  readonly dollarsPerSurplusVcpuHour: number;
}

/** What AWS asks for in one region: list prices, on demand, without taxes, plans and discounts. */
export interface PriceTable {
  /** Counts up with every change of a figure. */
  readonly version: number;
  readonly region: string;
  /** Day that the sources were last compared with the table. */
  readonly asOf: string;
  readonly sources: readonly PriceSource[];
  readonly lambda: LambdaPrices;
  /** `write`: PUT, COPY, POST and LIST; `read`: GET and all others. */
  readonly s3: {
    readonly storageClass: string;
    readonly dollarsPerThousand: { readonly write: number; readonly read: number };
  };
  /** Of a standard queue. */
  readonly sqs: { readonly dollarsPerMillionRequests: number };
  /** Of standard workflows. */
  readonly stepFunctions: { readonly dollarsPerThousandTransitions: number };
  readonly fargate: Readonly<
    Record<Architecture, { readonly dollarsPerVcpuHour: number; readonly dollarsPerGbHour: number }>
  >;
  readonly ec2: { readonly t3Medium: BurstableInstance };
  /** Dollars for a GB of a function's log in CloudWatch, by GB of the month. */
  readonly logs: { readonly ingestion: readonly Tier[] };
}
