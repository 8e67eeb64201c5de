/** A local sample: serves the handler over IPC. Nothing is imported before the time is taken. */
const firstInstructionAtMs = performance.timeOrigin + performance.now();

const [{ serveRequest }, { handler }] = await Promise.all([
  import('@parquetry/bench/sampling'),
  import('./bench-function.ts'),
]);
serveRequest(firstInstructionAtMs, handler);
