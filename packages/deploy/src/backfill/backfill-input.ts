/** What an execution is told; what is left open is as the machine was deployed with. */
export interface BackfillInput {
  /** All objects below a prefix, or those that a list names: CSV with a column `key`, or a JSON array of `{ "key": … }`. */
  readonly from: 'prefix' | 'csv' | 'json';
  readonly bucket: string;
  /** Of `from: 'prefix'`. */
  readonly prefix?: string;
  /** Of the others: where the list is. */
  readonly list?: { readonly bucket: string; readonly key: string };
  /** Of one invocation. */
  readonly batchObjects?: number;
  readonly maxConcurrency?: number;
  readonly toleratedFailurePercent?: number;
}
