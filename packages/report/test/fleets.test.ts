import type { TuneRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../src/index.ts';
import { plausibleTune, recordOfTune } from './support/tune-record.ts';

type Fleets = NonNullable<TuneRecord['fleets']>;

const machine = (
  name: string,
  breakEven: Extract<Fleets['fleets'][number], { status: 'priced' }>['breakEven'],
) =>
  ({
    status: 'priced',
    name,
    machines: 1,
    dollarsPerMonth: 30.368,
    dollarsPerMillionFiles: 10.1,
    capacity: { filesPerMonth: 9e7, atOnce: 3, limitedBy: 'cpu' },
    breakEven,
  }) as const;

const fleets: Fleets = {
  choice: { memoryMb: 1769, engine: 'simd', concurrency: 1 },
  filesPerMonth: 3_000_000,
  lambda: { dollarsPerMonth: 3.38, dollarsPerMillionFiles: 1.13 },
  fleets: [
    machine('EC2 t3.medium', { status: 'at', filesPerMonth: 27_012_345 }),
    machine('Fargate', { status: 'never', because: 'it costs more at any <volume>' }),
    { status: 'unsupported', name: 'Fargate, arm64', because: 'the work was measured on x86_64' },
  ],
  assumptions: ['Machines have work 70 % of the time.'],
};

/** The part of the page that compares a month on Lambda with machines. */
async function fleetsPart(): Promise<string> {
  const page = await renderReport(recordOfTune({ ...plausibleTune(), fleets }));
  const from = page.indexOf('<h3>Against machines that run all month');
  return page.slice(from, page.indexOf('</section>', from)).replaceAll('\u00a0', ' ');
}

describe('a month of our own function', () => {
  it('stands beside machines, with break-evens and how busy they are thought to be', async () => {
    const part = await fleetsPart();
    expect(part).toContain('3,000,000 events a month');
    expect(part).toMatch(/t3\.medium<\/bdi><\/th><td>1<\/td><td>\$30\.37<\/td><td>27,000,000 events a month/);
    expect(part).toContain('have work 70 % of the time');
  });

  it('says which machines are never cheaper, and which nothing is known of', async () => {
    const part = await fleetsPart();
    expect(part).toContain('never: it costs more at any &lt;volume&gt;');
    expect(part).toContain('the work was measured on x86_64');
  });

  it('is left out where it was not asked for', async () => {
    const { fleets: _none, ...tune } = plausibleTune();
    expect(await renderReport(recordOfTune(tune))).not.toContain('machines that run all month');
  });
});
