import { KERNEL_EVENT } from '@parquetry/lambda';
import type { PayloadSource } from '@parquetry/tune';

/** A fixed amount of computing, by which machines are compared. */
export const KERNEL_PAYLOAD: PayloadSource = {
  kind: 'single',
  text: JSON.stringify(KERNEL_EVENT),
  description: `the kernel ${KERNEL_EVENT.kernel}`,
};
