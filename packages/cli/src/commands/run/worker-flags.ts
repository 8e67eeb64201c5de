/** Flags of `parquetry run worker`, as the command line gives them; settings are resolved elsewhere. */
export interface WorkerFlags {
  readonly queue: string;
  /** `s3://bucket/prefix/` */
  readonly in?: string;
  readonly out?: string;
  readonly errors?: string;
  /** A queue of SQS. */
  readonly deadLetters?: string;
  readonly retries?: number;
  readonly untilEmpty?: boolean;
  readonly metrics?: 'emf';
}
