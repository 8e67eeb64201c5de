export * from './clock.ts';
export * from './fault-plan.ts';
export * from './network-profile.ts';
export { streamOf } from './pace.ts';
export * from './sdk-handler.ts';
export * from './wrap-with-faults.ts';
export * from './wrap-with-profile.ts';
