import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CampaignRecord } from '@parquetry/bench';
import { describe, expect, test } from 'vitest';
import { faultsTable } from '../src/commands/faults/faults-table.ts';
import { repeatFaults } from '../src/commands/faults/repeat-faults.ts';
import { runCli, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();

const PATIENT = { timeout: 240_000 };

describe('parquetry faults', () => {
  test(
    'loses nothing and doubles nothing, killed at every step, and sees loss where there is one',
    PATIENT,
    async () => {
      const flags = ['--files', '12', '--kills', '1', '--rate', '3%', '--threads', '1', '--json'];
      const { code, out } = await runInProcess(directory(), ['faults', ...flags]);
      const { campaign, record, report } = JSON.parse(out) as {
        campaign: CampaignRecord;
        record: string;
        report: string;
      };
      expect(campaign.judgement).toMatchObject({
        offered: 12,
        delivered: 10,
        verifiedBy: { parquet: 'hyparquet', avro: 'avsc' },
        lost: { count: 0 },
        doubled: { count: 0 },
        wrong: { count: 0 },
        stray: { count: 0 },
        leaked: { count: 0 },
        changed: { count: 0 },
      });
      expect(campaign.kills.map(({ killed }) => killed)).toEqual([1, 1, 1, 1, 1, 1]);
      expect(campaign.judgement.deadLettered.map(({ kind }) => kind)).toEqual(['data-quality']);
      expect(campaign.uploads.created).toBe(campaign.uploads.completed + campaign.uploads.aborted);
      expect(campaign.sight!.lost).toBeGreaterThan(0);
      expect(code).toBe(0);
      expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ campaign: { rate: 0.03 } });
      expect(await readFile(report, 'utf8')).toContain('Fate of the objects');
    },
  );

  test('notices a delivery that is broken on purpose, and says so with its exit code', PATIENT, async () => {
    const flags = ['--files', '10', '--kills', '0', '--rate', '1%', '--threads', '1'];
    const { code, out } = await runInProcess(directory(), [
      'faults',
      ...flags,
      '--broken',
      'drop-dead-letters',
    ]);
    expect(out).toMatch(/^lost +2 /m);
    expect(out).toContain('lost: folder 000/00000');
    expect(out).toContain(
      'the check sees loss: yes (this delivery was broken on purpose: drop-dead-letters)',
    );
    expect(code).toBe(1);
  });

  test.skipIf(process.platform !== 'linux')(
    'leaves no process behind when it is interrupted',
    PATIENT,
    async () => {
      const mark = `mark-${crypto.randomUUID()}`;
      const { code } = await runCli(directory(), ['faults', '--files', '60', '--kills', '1', '-v'], {
        interruptAt: '"step":"deliver"',
        environment: { MARK_OF_THE_TEST: mark },
      });
      expect(code).toBe(130);
      const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      const environments = await Promise.all(
        processes.map((id) => readFile(join('/proc', id, 'environ'), 'utf8').catch(() => '')),
      );
      expect(environments.filter((text) => text.includes(mark))).toEqual([]);
    },
  );

  test.each([
    [['--files', '9'], '--files must be at least 10'],
    [['--rate', '12%'], 'it can be at most 11.1%'],
  ])('refuses %j', async (flags, complaint) => {
    const { code, err } = await runInProcess(directory(), ['faults', ...flags]);
    expect(err).toContain(complaint);
    expect(code).toBe(2);
  });

  test.each([
    [['--rate', '5'], 'It must be a share of all requests'],
    [['--broken', 'somehow'], 'Allowed choices are manifest-first, drop-dead-letters'],
  ])('does not understand %j', async (flags, complaint) => {
    const { code, err } = await runCli(directory(), ['faults', ...flags]);
    expect(err).toContain(complaint);
    expect(code).toBe(2);
  });

  test('tells how to repeat it', () => {
    const options = { files: 60, rate: 0.07, kills: 2, seed: 4, broken: 'manifest-first' } as const;
    const settings = { engine: 'simd', threads: 2, memory: 512 };
    expect(repeatFaults(options, { settings } as Parameters<typeof repeatFaults>[1])).toBe(
      'npx parquetry faults --files 60 --rate 7% --kills 2 --engine simd --threads 2 --memory 512 --seed 4 --broken manifest-first',
    );
  });
});

const none = { count: 0, first: [] };

const campaign = (values: Partial<CampaignRecord> = {}): CampaignRecord => ({
  engine: 'simd',
  threads: 2,
  profile: 'same-region',
  rate: 0.05,
  variant: null,
  sources: { files: 1000, large: 2, bad: 5, rows: 90_000, bytes: 30e6 },
  judgement: {
    offered: 1000,
    delivered: 995,
    deadLettered: [{ kind: 'data-quality', code: 'BadInputError', letters: 5, first: 'row 2 is bad' }],
    rows: 80_000,
    outputBytes: 50e6,
    verifiedBy: { parquet: 'hyparquet', avro: 'avsc' },
    lost: none,
    doubled: none,
    wrong: none,
    stray: none,
    leaked: none,
    changed: none,
  },
  deliveredAtFirst: 0.998,
  kills: [
    { step: 'after GET', wanted: 2, killed: 2 },
    { step: 'after Create', wanted: 2, killed: 1 },
  ],
  runs: [],
  faults: { reset: 40, 'slow-body': 60 },
  requestsSent: 1000,
  requestsServed: {},
  uploads: { created: 9, completed: 4, aborted: 5 },
  redrive: { letters: 7, drained: 2, left: 5, elapsedMs: 3_200 },
  sight: { variant: 'manifest-first', offered: 30, kills: 1, lost: 25 },
  elapsedMs: 90_000,
  ...values,
});

describe('the table of a campaign', () => {
  const tableOf = (one: CampaignRecord) => faultsTable({ place: 'local · 2 cores' } as never, one);

  test('has what became of the objects, what stood in the way, and the claim', () => {
    const table = tableOf(campaign());
    expect(table).toMatch(/^offered +1,000 +2 of them large, 5 bad on purpose$/m);
    expect(table).toMatch(/^delivered +995 +80,000 rows compared with the sources: parquet by hyparquet/m);
    expect(table).toMatch(/^dead-lettered +5 +data-quality \(BadInputError\): row 2 is bad$/m);
    expect(table).toMatch(/^kills +3 +after GET 2, after Create 1 of 2$/m);
    expect(table).toMatch(/^faults +100 +reset 40, slow-body 60$/m);
    expect(table).toMatch(/^redriven +2 +of 7 dead letters, in 3.2 s; 5 stay, with their reason$/m);
    expect(table).toMatch(/^holds +> 99 % +99.8 % /m);
    expect(table).toContain(
      'the check sees loss: yes (of a delivery broken on purpose, manifest-first, 25 of 30 objects)',
    );
  });

  test('names the first findings, and says where the check is blind', () => {
    const { judgement, sight } = campaign();
    const lost = { count: 2, first: ['a.csv: there is no out/a.avro', 'b.csv: there is no out/b.avro'] };
    const table = tableOf(campaign({ judgement: { ...judgement, lost }, sight: { ...sight!, lost: 0 } }));
    expect(table).toMatch(/^lost +2 /m);
    expect(table).toContain('lost: a.csv: there is no out/a.avro\nlost: b.csv');
    expect(table).toContain('the check sees loss: no');
  });
});
