import type { ConvertFlags } from '../convert/convert-flags.ts';

/** Flags of `parquetry run batch`, as the command line gives them; settings are resolved elsewhere. */
export interface BatchFlags extends ConvertFlags {
  readonly out: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly resume?: boolean;
  readonly dryRun?: boolean;
  /** Files at once. */
  readonly concurrency?: number;
  readonly bytesInFlight?: number;
  /** Bytes. */
  readonly cache?: number;
  readonly attempts?: number;
  readonly networkProfile?: string;
  /** A file with a fault plan. */
  readonly faults?: string;
  readonly metrics?: 'emf';
}
