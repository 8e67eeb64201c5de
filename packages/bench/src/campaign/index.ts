/** What runs inside a process that delivers and is killed: nothing that only the harness around it needs. */
export { serveRequest } from '../sampling/serve-request.ts';
export * from './deliveries/black-box.ts';
export * from './deliveries/delivery-order.ts';
export { killAt } from './kills/kill-at.ts';
export type { Death } from './kills/kill-steps.ts';
