import { type RunRecord, runRecord, type TuneRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { describeChart } from '../src/charts/describe-chart.ts';
import { dotScale } from '../src/charts/dot-scale.ts';
import { answerRateChart, outermostQuantile, throttleChart } from '../src/charts/load-charts.ts';
import { sizeCostChart, sizeTimeChart } from '../src/charts/size-charts.ts';
import { startChart } from '../src/charts/start-chart.ts';
import { stageName, tuneStageChart } from '../src/charts/tune-stage-chart.ts';
import { answerSentence, renderReport } from '../src/index.ts';
import { outcomesSection } from '../src/sections/tune/outcomes-section.ts';
import { tuneBasisSection } from '../src/sections/tune/tune-basis-section.ts';
import { tuneBillSection } from '../src/sections/tune/tune-bill-section.ts';
import { plainText } from '../src/text/sentence.ts';
import { reasonGroups } from '../src/tune/reason-groups.ts';
import { answerText, changeText, tuneSentence, tuneTitle } from '../src/tune/tune-answer.ts';
import { tuneLimits } from '../src/tune/tune-limits.ts';
import { plausibleRecord } from './plausible-record.ts';
import { hostileTune } from './support/hostile-tune.ts';
import { plausibleTune, recordOfTune } from './support/tune-record.ts';
import { HOSTILE_NAMES } from './troubled-records.ts';

const tune = plausibleTune();
const loaded = plausibleTune({
  engines: ['simd', 'wasm-arrow'],
  concurrency: [1, 16],
  memoryMb: [128, 1024, 3008],
});
const colour = () => 1;

const spaced = (text: string) => text.replaceAll('\u00a0', ' ');
const said = (of: TuneRecord) => spaced(plainText(tuneSentence(of)));

const choiceOf = (memoryMb: number) => ({ memoryMb, engine: 'simd', concurrency: 1 });

/** The tune with one answer in place of all. */
function answering(answer: Partial<TuneRecord['answers'][number]>, of: Partial<TuneRecord> = {}): TuneRecord {
  const whole: TuneRecord['answers'][number] = {
    question: 'balanced',
    status: 'chosen',
    choice: choiceOf(1769),
    tied: [],
    because: '',
  };
  return { ...tune, answers: [{ ...whole, ...answer }], ...of };
}

const estimate = (median: number, low: number, high: number) => ({
  median,
  low,
  high,
  confidence: 0.95,
  samples: 80,
});

const compared = {
  choice: choiceOf(1769),
  dollars: estimate(-0.312, -0.33, -0.291),
  durationMs: estimate(-0.42, -0.44, -0.4),
  sentence: '',
};

it('the records of the tests are valid, and the same for the same seed', () => {
  expect(runRecord.parse(recordOfTune(loaded))).toEqual(recordOfTune(loaded));
  expect(plausibleTune()).toEqual(tune);
});

describe('the answer', () => {
  it('names the size that is chosen, and what changes with it, both with intervals', () => {
    expect(said(answering({}, { comparedWithCurrent: compared }))).toBe(
      'At 1,769 MB, the balanced choice, local:convert is 31.2 % cheaper (29.1–33.0 %) and 42.0 % faster (40.0–44.0 %) than with its 1,024 MB.',
    );
  });

  it('claims no change where an interval has both signs', () => {
    const open = { ...compared, dollars: estimate(0.01, -0.02, 0.04) };
    expect(said(answering({}, { comparedWithCurrent: open }))).toContain(
      'local:convert costs the same as far as the samples tell (−2.00 % to +4.00 %) and is 42.0 % faster',
    );
  });

  it('says so where the function has that size already', () => {
    expect(said(answering({ choice: choiceOf(1024) }))).toMatch(
      /^local:convert has the balanced choice already: at 1,024 MB it costs \$[\d.]+ per million events \(95 % interval .*, \d+ samples\), 1\.1\d s \(.*\) each\.$/,
    );
  });

  it('tells cost and time where the size it has was not measured', () => {
    const moved = { ...tune.function, memoryMb: 640 };
    const text = said(answering({}, { comparedWithCurrent: null, function: moved }));
    expect(text).toMatch(/^At 1,769 MB, .* costs \$.* each; its current 640 MB was not measured\.$/);
  });

  it('names no winner where sizes cannot be told apart, but all of them in order', () => {
    const tied = answering({
      status: 'no-distinguishable-winner',
      tied: [choiceOf(2048), choiceOf(512)],
    });
    expect(said(tied)).toMatch(
      /^No distinguishable winner as the balanced choice of local:convert: the samples cannot tell 512 MB, 1,769 MB and 2,048 MB apart\./,
    );
    expect(spaced(plainText(answerText(tied, tied.answers[0]!)))).toMatch(
      /^No distinguishable winner among 512 MB, 1,769 MB and 2,048 MB\. Best, but not by enough: 1,769 MB at \$/,
    );
    const withCurrent = answering({ status: 'no-distinguishable-winner', tied: [choiceOf(1024)] });
    expect(said(withCurrent)).toContain('apart. Its current 1,024 MB is one of them.');
    expect(tuneTitle(tied)).toBe('local:convert: no distinguishable winner');
  });

  it('says why no size can be named', () => {
    const none = answering(
      { question: 'cheapest-within-slo', status: 'none', choice: null, because: 'every p95 is above it' },
      { plan: { ...tune.plan, sloMs: 200 } },
    );
    expect(said(none)).toBe(
      'No size of local:convert can be named as the cheapest size with p95 under 200 ms: every p95 is above it.',
    );
    expect(tuneTitle(none)).toBe('local:convert: no size chosen');
    expect(said({ ...tune, answers: [] })).toBe('Nothing was decided about the size of local:convert.');
  });

  it('chooses nothing from a single size', () => {
    const single = plausibleTune({ memoryMb: [1024] });
    expect(said(single)).toMatch(
      /^Only 1,024 MB of local:convert was measured, so there is nothing to choose from: it costs \$/,
    );
    expect(sizeCostChart(single, colour).columns).toEqual([
      { name: '1,024', marks: ['now'], isChosen: false, isCurrent: true },
    ]);
  });

  it('is what a terminal shows of the record too', () => {
    expect(answerSentence(recordOfTune(tune))).toBe(plainText(tuneSentence(tune)));
    expect(answerSentence({ ...plausibleRecord(), tune })).toContain('wasm-arrow');
  });

  it('words a change by its direction', () => {
    expect(changeText(estimate(0.5, 0.4, 0.6), 'cheaper', 'dearer', 'the same')).toBe(
      '50.0\u00a0% dearer (40.0–60.0\u00a0%)',
    );
  });
});

describe('the bill', () => {
  it('has the month with environments that are kept ready in one line, where there are any', () => {
    const monthly = tune.monthly!.map((month) => ({
      ...month,
      provisioned: { environments: 10, dollars: month.dollars, readyDollars: 54.75, runningDollars: 3 },
    }));
    const text = (of: TuneRecord) =>
      spaced(
        tuneBillSection(of)
          .toString()
          .replaceAll(/<[^>]+>/g, ''),
      );
    expect(text({ ...tune, monthly })).toMatch(
      /That month with 10 environments kept ready, .*: 256 MB \$[\d.]+ \(.*\), \$54\.75 of it for being ready; 512 MB/,
    );
    expect(text(tune)).not.toContain('kept ready');
  });
});

describe('the charts of sizes', () => {
  it('have a column for each size that was tried, with what it was found to be, and mark the one it has', () => {
    const { columns } = sizeCostChart(answering({}), colour);
    expect(columns.map(({ name }) => name)).toEqual([
      '128',
      '256',
      '512',
      '1,024',
      '1,769',
      '2,048',
      '3,008',
    ]);
    expect(columns.filter(({ isCurrent }) => isCurrent).map(({ marks }) => marks)).toEqual([['now']]);
    expect(columns.filter(({ isChosen }) => isChosen).map(({ marks }) => marks)).toEqual([['balanced']]);
  });

  it('keep a place for the size that it has where that was not tried', () => {
    const { columns, series } = sizeTimeChart(
      { ...tune, function: { ...tune.function, memoryMb: 640 } },
      colour,
    );
    expect(columns[3]).toEqual({ name: '640', marks: ['now'], isChosen: false, isCurrent: true });
    expect(series[0]!.places[3]).toEqual({ kind: 'empty', column: 3, because: 'not measured' });
  });

  it('give a finding as the reason of its place', () => {
    const chart = sizeTimeChart(tune, colour);
    expect(chart.series[0]!.places[0]).toEqual({
      kind: 'empty',
      column: 0,
      because: 'out of memory: 3 of 3 invocations were killed',
    });
    expect(describeChart('Time', chart)).toContain(
      '128 no figure, out of memory: 3 of 3 invocations were killed; 256',
    );
  });

  it('have the money of single events about its mean', () => {
    const [, place] = sizeCostChart(tune, colour).series[0]!.places;
    if (place?.kind !== 'measured') throw new Error('256 MB is measured');
    const mean = place.dots.reduce((sum, dot) => sum + dot, 0) / place.dots.length;
    expect(mean).toBeCloseTo(place.estimate.median, 9);
  });

  it('leave out discarded samples and events of another start', () => {
    const cell = tune.cells[1]!;
    if (cell.status !== 'measured') throw new Error('256 MB is measured');
    const { series } = startChart(tune, 'simd');
    expect(series.map(({ name }) => name)).toEqual([
      'warm',
      'cold, without its init',
      'init of a cold start',
    ]);
    const dots = series.map(({ places }) => (places[1]?.kind === 'measured' ? places[1].dots.length : 0));
    expect(dots).toEqual([cell.warm?.samples, cell.cold?.samples, cell.cold?.samples]);
  });

  it('show restored starts as a class of their own, with the restore apart', () => {
    const { series } = startChart(plausibleTune({ snapStart: true, memoryMb: [512, 1024] }), 'simd');
    expect(series.map(({ name }) => name)).toEqual(['warm', 'restored from a snapshot', 'restoring it']);
    expect(series[2]!.places.every((place) => place.kind === 'measured' && place.dots.length > 0)).toBe(true);
  });

  it('compare cold starts where nothing was warm', async () => {
    const cold = plausibleTune({ samples: 0, memoryMb: [512, 1024] });
    const { series } = sizeTimeChart(cold, colour);
    expect(series[0]!.places.map(({ kind }) => kind)).toEqual(['measured', 'measured']);
    expect(await renderReport(recordOfTune(cold))).toContain('Cold, one event at a time.');
  });

  it('are logarithmic where the values span more than twentyfold, unless one is not positive', () => {
    const series = (low: number, high: number) => [
      {
        name: 'x',
        colour: 0,
        places: [{ kind: 'measured' as const, column: 0, estimate: estimate(low, low, high), dots: [] }],
      },
    ];
    expect([dotScale(series(1, 19)), dotScale(series(1, 21)), dotScale(series(0, 21))]).toEqual([
      'linear',
      'logarithmic',
      'linear',
    ]);
  });
});

describe('stages and load', () => {
  it('names stages as people do, and has a row for each size', () => {
    expect([stageName('encodeParquetMs'), stageName('readMs')]).toEqual(['Encode Parquet', 'Read']);
    const chart = tuneStageChart(tune, 'simd')!;
    expect(chart.rows.map(({ whole }) => whole === null)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(tuneStageChart(plausibleTune({ engines: [null] }), null)).toBeUndefined();
  });

  it('leaves out loads that have no rate, and says which size could not be measured', () => {
    const chart = answerRateChart(loaded, 'simd');
    expect(chart.columns.map(({ name }) => name)).toEqual(['16']);
    expect(chart.series.map(({ name }) => spaced(name))).toEqual(['1,024 MB']);
    expect(outermostQuantile(loaded)).toBe('p95');
  });

  it('says how many were sent where that was fixed', async () => {
    const load = { kind: 'fixed-rate', perSecond: 20, seconds: 30 } as const;
    const cells = loaded.cells.map((cell) =>
      cell.status === 'measured' ? { ...cell, answersPerSecond: estimate(19, 18, 20) } : cell,
    );
    const fixed = { ...loaded, cells, plan: { ...loaded.plan, load } };
    expect(answerRateChart(fixed, 'simd').columnAxis).toBe('events sent in a second');
    expect(await renderReport(recordOfTune(fixed))).toContain('Warm, 20 sent in a second.');
  });

  it('says how the rate began, where that is known', () => {
    const load = { kind: 'fixed-rate', perSecond: 20, seconds: 30 } as const;
    const told = (rampSeconds?: number) => {
      const plan = { ...loaded.plan, load: { ...load, ...(rampSeconds !== undefined && { rampSeconds }) } };
      return spaced(String(tuneBasisSection({ ...loaded, plan })));
    };
    expect(told(6)).toContain('20 a second for 30 s, of which the first 6 s grow up to that, however many');
    expect(told(0)).toContain('20 a second for 30 s, however many');
    expect(told()).toContain('20 a second for 30 s, however many');
  });

  it('counts throttles by reason', () => {
    const [head, ...rows] = throttleChart(loaded).rows;
    expect(head).toEqual({ kind: 'head', name: 'ConcurrentInvocationLimitExceeded' });
    expect(rows.map(({ name }) => spaced(name))).toEqual([
      '1,024 MB with simd, 16 at once',
      '1,024 MB with wasm-arrow, 16 at once',
    ]);
  });
});

describe('reasons', () => {
  it('that differ by their figures alone are told once, with the range of each', () => {
    const reasons = ['61 % of 2.5 s', 'Rate Exceeded.', '9.5 % of 2.5 s', '120 % of 2.5 s'];
    expect(reasonGroups(reasons)).toEqual([
      { count: 3, text: '9.5 to 120 % of 2.5 s' },
      { count: 1, text: 'Rate Exceeded.' },
    ]);
  });
});

describe('how the samples ended', () => {
  it('says how many of the discarded ones were cold starts', () => {
    const cells = tune.cells.map((cell) => ({ ...cell, discarded: 3, discardedCold: 2 }));
    expect(spaced(String(outcomesSection({ ...tune, cells })))).toContain('<td>3 (2 cold)</td>');
  });
});

describe('what a tune cannot say', () => {
  const titles = (of: TuneRecord) => tuneLimits(of).map(({ title }) => title);

  it('begins with being local, uncalibrated or off by so much', () => {
    expect(titles(tune)).toContain('A local function, not Lambda');
    expect(JSON.stringify(tuneLimits(tune))).toContain('(uncalibrated)');
    const errors = [{ memoryMb: 512, relativeError: estimate(0.08, 0.05, 0.11) }];
    const calibrated = { ...tune, calibration: { status: 'calibrated' as const, at: '2026-11-20', errors } };
    expect(spaced(JSON.stringify(tuneLimits(calibrated)))).toContain(
      'measured 2026-11-20, local times are off by 8.00 % (5.00–11.00) at 512 MB',
    );
  });

  it('is another list for a function in AWS, on arm64', () => {
    const aws: TuneRecord = {
      ...tune,
      place: 'aws',
      cpuControl: null,
      calibration: { status: 'not-needed' },
      function: { ...tune.function, architecture: 'arm64' },
    };
    expect(titles(aws)).not.toContain('A local function, not Lambda');
    expect(titles(aws)).toContain('x86_64 was not measured');
  });
});

const rendered = async (record: RunRecord) => spaced(await renderReport(record));
const markupOf = (page: string) => page.replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '');

describe('the page of a tune', () => {
  it('has place, answer, bill, starts, stages, distributions, outcomes, samples, basis and limits', async () => {
    const page = await rendered(recordOfTune());
    for (const text of [
      'local · uncalibrated · 2 cores · AMD EPYC 7763',
      'x86_64; arm64 not measured',
      'processor share by cgroup',
      'After the free tier',
      'us-east-1, as of 2026-11-01',
      'too few samples',
      'discarded: the host gave it 61 % of its processor share',
      'S3 events of 20 generated files of 64 KB',
      'npx parquetry tune local:convert',
      'Only the sizes that were tried',
    ]) {
      expect(page.includes(text), text).toBe(true);
    }
    expect(page).not.toContain('This record holds no scenario.');
    const ids = [...page.matchAll(/<li><a href="#([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toContain('tune-starts');
    expect(ids.filter((id) => !page.includes(` id="${id}"`))).toEqual([]);
  });

  it('comes after the results of a benchmark, as a section of its own', async () => {
    const page = await rendered({ ...plausibleRecord(), tune });
    const [answer, results, own, repeat] = ['id="answer"', 'id="results"', 'id="tune"', 'id="repeat"'].map(
      (id) => page.indexOf(id),
    );
    expect(answer).toBeLessThan(results!);
    expect(results).toBeLessThan(own!);
    expect(own).toBeLessThan(repeat!);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page).toContain('<a href="#tune">Memory size</a>');
    expect(page).toMatch(/<title>wasm-arrow/);
  });

  it('names sizes that are no answer because some of their events came to no end', async () => {
    const [first, second, ...rest] = tune.cells;
    const shaky = {
      ...tune,
      cells: [first!, { ...second!, outcomes: { ...second!.outcomes, timeout: 2 } }, ...rest],
    };
    expect(await rendered(recordOfTune(shaky))).toContain(
      'Some events timed out or ran out of memory: 256 MB.',
    );
  });

  it('shows nothing of a tune where there is none', async () => {
    expect(await rendered(plausibleRecord())).not.toContain('id="tune');
  });

  it('keeps every column, and says why it is empty, where no size could be measured', async () => {
    const out = plausibleTune({ memoryMb: [64, 128] });
    const page = await rendered(recordOfTune(out));
    expect(page).toContain(
      'No size of <bdi class="name">local:convert</bdi> can be named as the balanced choice: no size was measured.',
    );
    expect(page).toContain('128 no figure, out of memory: 3 of 3 invocations were killed');
    expect(markupOf(page)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('writes hostile names nowhere as markup', async () => {
    const page = await renderReport(recordOfTune(hostileTune()));
    expect(page.includes(HOSTILE_NAMES.script)).toBe(false);
    expect(markupOf(page).match(/<(?:img|style)\b/g)).toBeNull();
    expect(page.match(/<\/script>/g)?.length).toBe(page.match(/<script[ >]/g)?.length);
  });
});
