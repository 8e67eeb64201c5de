import { expect, test } from 'vitest';
import { asJson, asText, type PlatformEvent } from '../../../src/functions/environment/platform-lines.ts';
import { wordProcessEnd } from '../../../src/functions/environment/process-end.ts';

const AT = Date.UTC(2026, 10, 21, 12);
const report = {
  durationMs: 5_262.184,
  billedDurationMs: 5_644,
  memorySizeMb: 128,
  maxMemoryUsedMb: 122,
  initDurationMs: 380.85,
};
const warm = { durationMs: 3, billedDurationMs: 3, memorySizeMb: 128, maxMemoryUsedMb: 122 };
const crash = { status: 'error', errorType: 'Runtime.OutOfMemory', isCrash: true } as const;
const thrown = { status: 'error', errorType: 'RangeError', isCrash: false } as const;
const REPORTED = 'Duration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 122 MB\t';

test.for<[string, PlatformEvent]>([
  ['START RequestId: r Version: $LATEST', { kind: 'start', requestId: 'r', version: '$LATEST' }],
  ['END RequestId: r', { kind: 'end', requestId: 'r' }],
  [
    'REPORT RequestId: r\tDuration: 5262.18 ms\tBilled Duration: 5644 ms\tMemory Size: 128 MB\tMax Memory Used: 122 MB\tInit Duration: 380.85 ms\t',
    { kind: 'report', requestId: 'r', report, outcome: { status: 'success' } },
  ],
  [`REPORT RequestId: r\t${REPORTED}`, { kind: 'report', requestId: 'r', report: warm, outcome: thrown }],
  [
    `REPORT RequestId: r\t${REPORTED}Status: timeout\t`,
    { kind: 'report', requestId: 'r', report: warm, outcome: { status: 'timeout' } },
  ],
  [
    `REPORT RequestId: r\t${REPORTED}Status: error\tError Type: Runtime.OutOfMemory\t`,
    { kind: 'report', requestId: 'r', report: warm, outcome: crash },
  ],
  [
    'INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout',
    {
      kind: 'init-report',
      initializationType: 'on-demand',
      phase: 'init',
      durationMs: 9_999.79,
      outcome: { status: 'timeout' },
    },
  ],
  [
    '2026-11-21T12:00:00.000Z r Task timed out after 3.00 seconds',
    { kind: 'timed-out', requestId: 'r', message: 'Task timed out after 3.00 seconds' },
  ],
])('the text format says %s', ([text, event]) => {
  expect(asText(event, AT)).toBe(text);
});

test('the JSON format says the same in records, and has no line for END', () => {
  const lines = [report, warm].map(
    (figures) => asJson({ kind: 'report', requestId: 'r', report: figures, outcome: crash }, AT) ?? '',
  );
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    time: '2026-11-21T12:00:00.000Z',
    type: 'platform.report',
    record: {
      requestId: 'r',
      status: 'failure',
      errorType: 'Runtime.OutOfMemory',
      metrics: {
        durationMs: 5_262.18,
        billedDurationMs: 5_644,
        memorySizeMB: 128,
        maxMemoryUsedMB: 122,
        initDurationMs: 380.85,
      },
    },
  });
  expect(JSON.parse(lines[1] ?? '').record.metrics).not.toHaveProperty('initDurationMs');
  const failed = asJson(
    { kind: 'init-report', initializationType: 'on-demand', phase: 'invoke', durationMs: 1, outcome: thrown },
    AT,
  );
  expect(JSON.parse(failed ?? '').record).toEqual({
    initializationType: 'on-demand',
    phase: 'invoke',
    status: 'error',
    errorType: 'RangeError',
    metrics: { durationMs: 1 },
  });
  expect(asJson({ kind: 'end', requestId: 'r' }, AT)).toBeUndefined();
});

test.for([
  [{ code: 1, signal: null }, false, 'Runtime.ExitError', 'exited with error: exit status 1'],
  [{ code: 0, signal: null }, false, 'Runtime.ExitError', 'exited without providing a reason'],
  [{ code: null, signal: 'SIGABRT' }, false, 'Runtime.ExitError', 'exited with error: signal: aborted'],
  [{ code: null, signal: 'SIGKILL' }, true, 'Runtime.OutOfMemory', 'exited with error: signal: killed'],
] as const)(
  'the end of a process in the words of Lambda: %j, out of memory: %s',
  ([end, isOutOfMemory, errorType, what]) => {
    expect(wordProcessEnd('r', end, isOutOfMemory)).toEqual({
      errorType,
      errorMessage: `RequestId: r Error: Runtime ${what}`,
    });
  },
);
