import { fileURLToPath } from 'node:url';

/** Of the process that delivers a lake through faults: it runs as it is. */
export const deliveryModule = fileURLToPath(new URL('./deliver-child.ts', import.meta.url));
