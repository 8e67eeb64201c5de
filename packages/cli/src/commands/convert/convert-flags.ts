import type { BadRowPolicy, NewColumnFate } from '@parquetry/core';
import { UsageError } from '../../exit-codes.ts';
import type { SourceFlags } from '../source-flags.ts';

/** Flags of `parquetry convert`, as the command line gives them; settings are resolved elsewhere. */
export interface ConvertFlags extends SourceFlags {
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly schema?: string;
  readonly columns?: string;
  readonly types?: 'strings';
  readonly sample?: number | 'all';
  readonly schemaPerFile?: boolean;
  readonly onNewColumn?: NewColumnFate;
  readonly saveSchema?: string;
  readonly onBadRow?: BadRowPolicy['fate'];
  readonly rejects?: string;
  readonly maxBadRows?: BadRowPolicy['allowance'];
  readonly rejectsRedact?: boolean;
  readonly parquetLevel?: number;
  readonly avroLevel?: number;
  readonly rowGroupRows?: number;
  readonly dictionary?: boolean | Readonly<Record<string, boolean>>;
  /** Also a setting; here to be refused where it concerns nothing. */
  readonly prefer?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** @throws UsageError when flags say what becomes of rows that are set aside, and none is. */
export function badRowPolicyOf(flags: ConvertFlags): BadRowPolicy {
  const { onBadRow: fate = 'fail', maxBadRows, rejects, rejectsRedact } = flags;
  if (fate === 'fail') {
    const idle =
      (rejects !== undefined && '--rejects') ||
      (maxBadRows !== undefined && '--max-bad-rows') ||
      (rejectsRedact && '--rejects-redact');
    if (idle) throw new UsageError(`${idle} goes with --on-bad-row reject, or pad`);
  }
  return { fate, isRedacted: rejectsRedact === true, ...(maxBadRows && { allowance: maxBadRows }) };
}
