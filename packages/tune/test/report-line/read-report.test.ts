import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readReport } from '../../src/report-line/read-report.ts';

const ID = '8f507cfc-4c2f-4b8a-a1c1-0e8f4a5b6c7d';
const OTHER_ID = '11111111-4c2f-4b8a-a1c1-0e8f4a5b6c7d';

const start = (id = ID) => `START RequestId: ${id} Version: $LATEST`;
const end = (id = ID) => `END RequestId: ${id}`;
const figures = (durationMs: number) =>
  `Duration: ${durationMs} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: 128 MB\tMax Memory Used: 122 MB`;
const report = (durationMs = 5262.18, id = ID, rest = '\t') =>
  `REPORT RequestId: ${id}\t${figures(durationMs)}${rest}`;
const log = (...lines: readonly string[]) => `${lines.join('\n')}\n`;

const startEvent = (id = ID) =>
  JSON.stringify({
    time: '2026-11-21T10:00:00.000Z',
    type: 'platform.start',
    record: { requestId: id, version: '$LATEST' },
  });
const doneEvent = (id = ID) =>
  JSON.stringify({
    time: '2026-11-21T10:00:01.000Z',
    type: 'platform.runtimeDone',
    record: { requestId: id, status: 'success' },
  });
const metrics = (durationMs: number) => ({
  durationMs,
  billedDurationMs: Math.ceil(durationMs),
  memorySizeMB: 128,
  maxMemoryUsedMB: 122,
});
const reportEvent = (record: object = {}, durationMs = 5262.18) =>
  JSON.stringify({
    time: '2026-11-21T10:00:01.000Z',
    type: 'platform.report',
    record: { requestId: ID, metrics: metrics(durationMs), status: 'success', ...record },
  });

function found(text: string, id = ID) {
  const reading = readReport(text, id);
  if (reading.status !== 'found') throw new Error(JSON.stringify(reading));
  return reading.report;
}
const reads = (text: string, id = ID) => readReport(text, id).status;

describe('a report in the text format', () => {
  test('of a warm start is not a cold one because the function printed what looks like an init', () => {
    const init = 'INIT_REPORT Init Duration: 12.00 ms\tPhase: invoke\tStatus: timeout';
    expect(found(log(start(), init, end(), report())).initReports).toEqual([]);
    const cut = log('x'.repeat(4096), init, end(), report());
    expect(found(cut).initReports).toEqual([]);
  });

  test('of a cold start has its figures', () => {
    const text = log(start(), end(), report(5262.18, ID, '\tInit Duration: 380.85 ms\t'));
    expect(found(text)).toEqual({
      requestId: ID,
      format: 'text',
      durationMs: 5262.18,
      billedMs: 5263,
      memoryMb: 128,
      maxMemoryUsedMb: 122,
      initMs: 380.85,
      restoreMs: null,
      billedRestoreMs: null,
      status: null,
      errorType: null,
      initReports: [],
    });
  });

  test('of a warm invocation has no init', () => {
    expect(found(log(start(), end(), report())).initMs).toBe(null);
  });

  test('of a restored snapshot has its restore, and what of it is billed', () => {
    const rest = '\tRestore Duration: 601.91 ms\tBilled Restore Duration: 133 ms\t';
    const text = log('RESTORE_START Runtime Version: java:21.v1', start(), end(), report(12, ID, rest));
    expect(found(text)).toMatchObject({ initMs: null, restoreMs: 601.91, billedRestoreMs: 133 });
  });

  test('names its figures in any order', () => {
    const text = log(
      end(),
      `REPORT RequestId: ${ID}\tInit Duration: 0.12 ms\tMax Memory Used: 3008 MB\tMemory Size: 3008 MB\tBilled Duration: 64 ms\tDuration: 63.18 ms\t`,
    );
    expect(found(text)).toMatchObject({ durationMs: 63.18, billedMs: 64, initMs: 0.12, memoryMb: 3008 });
  });

  test('of a time-out says so, before or after the line about it', () => {
    const notice = `2026-11-21T10:00:03.000Z ${ID} Task timed out after 3.00 seconds`;
    const late = report(3000, ID, '\tStatus: timeout');
    expect(found(log(start(), notice, '', end(), late)).status).toBe('timeout');
    expect(found(log(start(), end(), late, notice, '')).status).toBe('timeout');
  });

  test('of a killed process has the type of its error', () => {
    const text = log(
      start(),
      end(),
      report(812.5, ID, '\tStatus: error\tError Type: Runtime.OutOfMemory'),
      `RequestId: ${ID} Error: Runtime exited with error: signal: killed`,
      'Runtime.ExitError',
    );
    expect(found(text)).toMatchObject({ status: 'error', errorType: 'Runtime.OutOfMemory' });
  });

  test('is read with X-Ray lines after it, and with CR LF', () => {
    const trace = 'XRAY TraceId: 1-5e34a614-10bdxxxxfb44f07bc535a1\tSegmentId: 07f5e4ad\tSampled: true\t';
    expect(found(log(start(), end(), report(), trace)).durationMs).toBe(5262.18);
    expect(found([start(), end(), report(), trace, ''].join('\r\n')).durationMs).toBe(5262.18);
  });

  test('comes with the init phases that failed before it', () => {
    const text = log(
      'INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout',
      'INIT_REPORT Init Duration: 310.02 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError',
      'INIT_REPORT nothing of the kind',
      'INIT_REPORT Init Duration: some ms',
      start(),
      end(),
      report(),
    );
    expect(found(text).initReports).toEqual([
      { durationMs: 9999.79, phase: 'init', status: 'timeout', errorType: null },
      { durationMs: 310.02, phase: 'invoke', status: 'error', errorType: 'Runtime.ExitError' },
    ]);
  });

  test('is found after output that has no line end', () => {
    expect(found(log(start(), `half a line${end()}`, report())).durationMs).toBe(5262.18);
  });
});

describe('a report in the JSON format', () => {
  test('has the figures of its record', () => {
    const text = log(startEvent(), reportEvent({ metrics: { ...metrics(5262.18), initDurationMs: 380.85 } }));
    expect(found(text)).toEqual({
      ...found(log(start(), end(), report(5262.18, ID, '\tInit Duration: 380.85 ms'))),
      format: 'json',
      status: 'success',
    });
  });

  test('of a time-out or a failure says which', () => {
    expect(found(log(startEvent(), reportEvent({ status: 'timeout' }))).status).toBe('timeout');
    const failed = reportEvent({ status: 'error', errorType: 'Runtime.ExitError' });
    expect(found(log(startEvent(), failed))).toMatchObject({
      status: 'error',
      errorType: 'Runtime.ExitError',
    });
  });

  test('is found after output that has no line end', () => {
    expect(found(log(startEvent(), `half a line${reportEvent()}`)).durationMs).toBe(5262.18);
  });

  test('comes with the init phases of its log', () => {
    const init = {
      time: '2026-11-21T10:00:00.000Z',
      type: 'platform.initReport',
      record: { phase: 'init', status: 'timeout', metrics: { durationMs: 9999.79 } },
    };
    const empty = { ...init, record: {} };
    expect(
      found(log(JSON.stringify(init), JSON.stringify(empty), startEvent(), reportEvent())).initReports,
    ).toEqual([{ durationMs: 9999.79, phase: 'init', status: 'timeout', errorType: null }]);
  });

  test.each(['durationMs', 'billedDurationMs', 'memorySizeMB', 'maxMemoryUsedMB'])(
    'without %s is damaged, not zero',
    (name) => {
      const line = reportEvent({ metrics: { ...metrics(10), [name]: undefined } });
      const reading = readReport(log(startEvent(), line), ID);
      expect(reading).toEqual({ status: 'damaged', because: expect.stringContaining(`metrics.${name}`) });
      expect(reading).toEqual({ status: 'damaged', because: expect.stringContaining(JSON.stringify(line)) });
    },
  );

  test('is not taken from something else in braces', () => {
    expect(reads(log(startEvent(), '{"time":"noon"', '{"time":1,"type":"platform.report"}'))).toBe(
      'not-found',
    );
  });
});

describe('a missing figure', () => {
  test.each(['Duration', 'Billed Duration', 'Memory Size', 'Max Memory Used'])(
    '%s is an error that quotes the line, not zero',
    (name) => {
      const line = report()
        .split('\t')
        .filter((field) => !field.startsWith(`${name}:`))
        .join('\t');
      expect(readReport(log(start(), end(), line), ID)).toEqual({
        status: 'damaged',
        because: `${name} is missing in the report ${JSON.stringify(line)}`,
      });
    },
  );

  test.each([
    ['Duration: 5262.18 ms', 'Duration: ms', 'Duration is "ms", not a number of ms'],
    ['Memory Size: 128 MB', 'Memory Size: 128 ms', 'Memory Size is "128 ms", not a number of MB'],
    ['Max Memory Used: 122 MB', 'Max Memory Used: -1 MB', 'Max Memory Used is "-1 MB", not a number of MB'],
    ['Max Memory Used: 122 MB', 'Max Memory Used: 122 MB\tStatus: fine', 'Status is "fine"'],
  ])('%s written as %s is an error', (good, bad, because) => {
    const line = report().replace(`\t${good}`, `\t${bad}`);
    expect(readReport(log(start(), end(), line), ID)).toEqual({
      status: 'damaged',
      because: expect.stringContaining(because),
    });
  });

  test('is not made up for by an earlier look-alike that has it', () => {
    const text = log(start(), end(), report(1), end(), `REPORT RequestId: ${ID}\tDuration: 5 ms\t`);
    expect(reads(text)).toBe('damaged');
  });
});

describe('what is not the report of this request', () => {
  test('is the report of another one', () => {
    const text = log(start(OTHER_ID), end(OTHER_ID), report(7, OTHER_ID), start(), end(), report(9));
    expect(found(text).durationMs).toBe(9);
    expect(reads(log(start(OTHER_ID), end(OTHER_ID), report(7, OTHER_ID)))).toBe('not-found');
  });

  test('is a report of an id that begins with this one', () => {
    expect(reads(log(end(), report(7, `${ID}-2`)))).toBe('not-found');
  });

  test('is an empty log, or one that has no report yet', () => {
    expect(reads('')).toBe('not-found');
    expect(reads(log(start(), 'working'))).toBe('not-found');
    expect(reads(log(start(), 'working', end()))).toBe('not-found');
  });

  test('is a look-alike that the function printed, where the real one is not there yet', () => {
    expect(reads(log(start(), report(1)))).toBe('not-found');
    expect(reads(log(start(), report(1), end()))).toBe('not-found');
    expect(reads(log(start(), end(), report(1), end()))).toBe('not-found');
    expect(reads(log(start(), reportEvent()))).toBe('not-found');
    expect(reads(log(startEvent(), end(), report(1)))).toBe('not-found');
    expect(reads(log(startEvent(), reportEvent(), doneEvent()))).toBe('not-found');
  });

  test('is a line that only mentions it', () => {
    const text = log(
      start(),
      `INFO ${report(1)}`,
      `INFO\tseveral lines\r${report(2)}`,
      `REPORT RequestId: ${ID} Duration: 3 ms`,
      end(),
    );
    expect(reads(text)).toBe('not-found');
  });
});

const anyLine = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '',
    start(),
    start(OTHER_ID),
    end(),
    end(OTHER_ID),
    report(1),
    report(1, ID, '\tInit Duration: 1 ms'),
    report(1, OTHER_ID),
    report(1).slice(0, 70),
    `REPORT RequestId: ${ID}\t`,
    startEvent(),
    doneEvent(),
    reportEvent({}, 1),
    reportEvent({ metrics: {} }),
    JSON.stringify({ message: reportEvent({}, 1) }),
    `said: ${report(1)}`,
    'INIT_REPORT Init Duration: 1 ms\tPhase: invoke',
  ),
);
const anyOutput = fc.array(
  anyLine.map((line) => line.replaceAll('\n', ' ')),
  { maxLength: 80 },
);

describe('whatever the function prints', () => {
  test("a whole log in the text format gives the platform's report", () => {
    fc.assert(
      fc.property(anyOutput, (output) => {
        expect(found(log(start(), ...output, end(), report(42))).durationMs).toBe(42);
      }),
    );
  });

  test("a whole log in the JSON format gives the platform's report", () => {
    fc.assert(
      fc.property(anyOutput, fc.boolean(), (output, isVerbose) => {
        const done = isVerbose ? [doneEvent()] : [];
        expect(found(log(startEvent(), ...output, ...done, reportEvent({}, 42))).durationMs).toBe(42);
      }),
    );
  });

  test("a tail cut anywhere gives the platform's report or none", () => {
    fc.assert(
      fc.property(anyOutput, fc.boolean(), fc.nat(), (output, isJson, cut) => {
        const text = isJson
          ? log(startEvent(), ...output, reportEvent({}, 42))
          : log(start(), ...output, end(), report(42));
        const reading = readReport(text.slice(cut % text.length), ID);
        expect(reading.status).not.toBe('damaged');
        if (reading.status === 'found') expect(reading.report.durationMs).toBe(42);
      }),
      { numRuns: 400 },
    );
  });

  test('a tail of ordinary output cut anywhere before the report gives it', () => {
    const ordinary = fc.array(fc.string().map((line) => `INFO ${line.replaceAll('\n', ' ')}`));
    fc.assert(
      fc.property(ordinary, fc.boolean(), fc.nat(), (output, isJson, cut) => {
        const before = isJson ? log(startEvent(), ...output) : log(start(), ...output, end());
        const real = isJson ? reportEvent({}, 42) : report(42);
        expect(found(`${before.slice(cut % before.length)}${real}\n`).durationMs).toBe(42);
      }),
    );
  });

  test('a log cut within the report has none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: report().length }), (cut) => {
        expect(reads(report().slice(cut))).toBe('not-found');
      }),
    );
  });

  test("a log that ends before the report never gives a look-alike's", () => {
    fc.assert(
      fc.property(anyOutput, (output) => {
        const quiet = output.filter((line) => !line.includes('END RequestId'));
        expect(reads(log(start(), ...quiet))).toBe('not-found');
        expect(reads(log(start(), ...output, end()))).toBe('not-found');
      }),
    );
  });
});

describe('the first line of a tail', () => {
  const filler = 'x'.repeat(4096);

  test('counts for nothing where the tail is full, as it may have been cut', () => {
    expect(reads(`${report(1)}\n${filler}\n`)).toBe('not-found');
  });

  test('counts where the log begins there', () => {
    expect(reads(`${start()}\n${filler}\n${report(1)}\n`)).toBe('not-found');
    expect(found(`${start()}\n${filler}\n${end()}\n${report(2)}\n`).durationMs).toBe(2);
  });
});
