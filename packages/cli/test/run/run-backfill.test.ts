import { PassThrough, Readable } from 'node:stream';
import type { BackfillInput, Execution, MapCounts, StateMachines } from '@parquetry/deploy';
import colors from 'picocolors';
import pino from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BackfillFlags } from '../../src/commands/run/backfill-flags.ts';
import type { BackfillParts } from '../../src/commands/run/backfill-parts.ts';
import { runBackfill } from '../../src/commands/run/run-backfill.ts';
import { complaintOf, exitCodeOf } from '../../src/complain.ts';
import { percent } from '../../src/program/define-backfill.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';
import { useLocalS3 } from '../support/local-s3.ts';
import { useDirectory } from '../support/run-cli.ts';
import { runInProcess } from '../support/run-in-process.ts';

const s3 = useLocalS3(['lake']);
const directory = useDirectory();

const MACHINE = 'arn:aws:states:eu-central-1:111122223333:stateMachine:parquetry-backfill';
const EXECUTION = 'arn:aws:states:eu-central-1:111122223333:execution:parquetry-backfill:one';

beforeAll(async () => {
  for (const name of ['a.csv', 'b.csv', 'c.json', 'notes.md'])
    await s3().put(`s3://lake/in/${name}`, 'x,y\n1,2\n');
  await s3().put('s3://lake/lists/good.csv', 'key,size\nin/a.csv,8\nin/b.csv,8\n');
  await s3().put('s3://lake/lists/good.json', '[{"key":"in/a.csv"}]');
  await s3().put('s3://lake/lists/bad.csv', 'name\nin/a.csv\n');
  await s3().put('s3://lake/lists/bad.json', '{"key":"in/a.csv"}');
});

const NONE: MapCounts = { total: 0, succeeded: 0, failed: 0, ended: 0, running: 0, pending: 0 };

interface Told {
  readonly status: Execution['status'];
  readonly objects?: Partial<MapCounts>;
  readonly because?: string;
}

interface Started {
  readonly machine: string;
  readonly name: string;
  readonly input: BackfillInput;
}

class Machines implements StateMachines {
  readonly started: Started[] = [];
  readonly stopped: string[] = [];
  readonly regions: string[] = [];
  isDisposed = false;
  readonly #story: Told[];

  constructor(story: readonly Told[]) {
    this.#story = [...story];
  }

  async start(machine: string, name: string, input: BackfillInput) {
    this.started.push({ machine, name, input });
    return EXECUTION;
  }

  async describe(arn: string): Promise<Execution> {
    const { status, because } = this.#story[0]!;
    const endedAt = status === 'running' ? {} : { endedAt: new Date('2026-11-21T10:02:05Z') };
    return {
      arn,
      status,
      startedAt: new Date('2026-11-21T10:00:00Z'),
      ...endedAt,
      ...(because && { because }),
    };
  }

  async mapRuns() {
    const { objects } = this.#story.length > 1 ? this.#story.shift()! : this.#story[0]!;
    return objects === undefined
      ? []
      : [{ objects: { ...NONE, ...objects }, batches: { ...NONE, total: 1 } }];
  }

  async stop(arn: string) {
    this.stopped.push(arn);
  }

  [Symbol.dispose]() {
    this.isDisposed = true;
  }
}

interface Options {
  readonly story?: readonly Told[];
  readonly saysYes?: boolean;
  readonly json?: boolean;
  readonly isInteractive?: boolean;
  /** Presses Ctrl-C in the first pause. */
  readonly interrupts?: boolean;
}

const DONE: Told = { status: 'succeeded', objects: { total: 4, succeeded: 4 } };

async function backfill(place: string | undefined, flags: BackfillFlags, options: Options = {}) {
  const { story = [DONE], saysYes = true, json = false, isInteractive = false, interrupts = false } = options;
  const controller = new AbortController();
  const machines = new Machines(story);
  const asked: string[] = [];
  const parts: BackfillParts = {
    openMachines: async (region) => {
      machines.regions.push(region);
      return machines;
    },
    isAllowed: async (question) => {
      asked.push(question);
      return saysYes;
    },
    clock: {
      sleep: async (_ms, signal) => {
        if (interrupts) controller.abort(new DOMException('interrupted', 'AbortError'));
        signal?.throwIfAborted();
      },
    },
    now: () => new Date('2026-11-21T10:00:00Z'),
  };
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { columns: 120 })];
  const plain = colors.createColors(false);
  const terminal: Terminal = {
    stdin: Readable.from([]),
    stdout,
    stderr,
    isInteractive,
    quiet: false,
    colors: plain,
    answerColors: plain,
    isAnsweringToTerminal: false,
    log: pino({ level: 'silent' }),
    signal: controller.signal,
    environment: process.env,
    directory: directory(),
  };
  const resolved = resolveSettings({}, {}, undefined);
  let code: number;
  try {
    code = await runBackfill(place, flags, { terminal, settings: resolved.settings, resolved, json }, parts);
  } catch (error) {
    stderr.write(`${complaintOf(error, terminal)}\n`);
    code = exitCodeOf(error);
  }
  const textOf = (stream: PassThrough) => Buffer.from((stream.read() as Buffer | null) ?? []).toString();
  return { code, out: textOf(stdout), err: textOf(stderr), machines, asked };
}

const at = { stateMachine: MACHINE } as const;

describe('parquetry run backfill s3://…', () => {
  it('shows account, region, what there is to do and what it costs, asks, starts and watches to the end', async () => {
    const { code, err, out, machines, asked } = await backfill('s3://lake/in/', { ...at, fileMs: 20 });
    expect(code).toBe(0);
    expect(out).toBe('');
    for (const said of [
      'account        111122223333',
      'region         eu-central-1',
      'state machine  parquetry-backfill',
      'objects of     s3://lake/in/',
      'prices: us-east-1',
      `started ${EXECUTION}`,
      'the back-fill has ended well after 2 min 5 s: 4 of 4 objects in 0 of 1 batch',
    ]) {
      expect(err).toContain(said);
    }
    expect(err).toMatch(/objects to convert +3\n/);
    expect(err).toMatch(/passed over +1\n/);
    expect(asked).toEqual([
      expect.stringMatching(/^Start lake-in-20261121-\w{8} in account 111122223333\?$/),
    ]);
    expect(machines.regions).toEqual(['eu-central-1']);
    expect(machines.started).toEqual([
      {
        machine: MACHINE,
        name: expect.stringMatching(/^lake-in-20261121-/),
        input: { from: 'prefix', bucket: 'lake', prefix: 'in/' },
      },
    ]);
    expect(machines.isDisposed).toBe(true);
  });

  it('starts nothing when the answer is no', async () => {
    const { code, err, machines } = await backfill('s3://lake/in/', at, { saysYes: false });
    expect(code).toBe(2);
    expect(err).toContain('nothing was started');
    expect(machines.started).toEqual([]);
  });

  it('is not asked with --yes, is called as --name says, and takes what the flags say', async () => {
    const flags = { ...at, yes: true, name: 'mine', batchObjects: 5, concurrency: 7, tolerate: 0 };
    const { asked, machines } = await backfill('s3://lake/in', flags);
    expect(asked).toEqual([]);
    expect(machines.started[0]).toMatchObject({
      name: 'mine',
      input: { prefix: 'in/', batchObjects: 5, maxConcurrency: 7, toleratedFailurePercent: 0 },
    });
  });

  it('starts nothing and asks nobody in a dry run', async () => {
    const { code, out, machines, asked } = await backfill('s3://lake/in/', { ...at, dryRun: true });
    expect(code).toBe(0);
    expect(out).toContain('computing is told with --file-ms');
    expect([machines.regions, asked]).toEqual([[], []]);
    const json = await backfill('s3://lake/in/', { ...at, dryRun: true }, { json: true });
    expect(JSON.parse(json.out)).toMatchObject({
      account: '111122223333',
      objects: 3,
      listed: 4,
      bytes: 24,
      batches: 1,
      dollars: { compute: null },
    });
  });

  it('comes back at once with --detach, and says how to watch and to stop', async () => {
    const { code, err } = await backfill('s3://lake/in/', { ...at, yes: true, detach: true });
    expect(code).toBe(0);
    expect(err).toContain(`watch it: parquetry run backfill --watch ${EXECUTION}`);
    expect(err).toContain(`stop it:  parquetry run backfill --stop ${EXECUTION}`);
    const json = await backfill('s3://lake/in/', { ...at, yes: true, detach: true }, { json: true });
    expect(JSON.parse(json.out)).toMatchObject({ execution: { arn: EXECUTION, status: 'running' } });
  });

  it('leaves it running on Ctrl-C, and says how to come back', async () => {
    const story: Told[] = [{ status: 'running', objects: { total: 4, running: 4 } }];
    const { code, err, machines } = await backfill(
      's3://lake/in/',
      { ...at, yes: true },
      { story, interrupts: true },
    );
    expect(code).toBe(130);
    expect(err).toContain('the back-fill goes on without this terminal');
    expect(err).toContain(`--watch ${EXECUTION}`);
    expect(machines.stopped).toEqual([]);
  });

  it.each([
    ['has failed', { status: 'failed', objects: { total: 4, failed: 4 }, because: 'too many failed' }],
    ['was stopped', { status: 'aborted' }],
    ['has run out of time', { status: 'timed-out' }],
    ['has ended well', { status: 'succeeded', objects: { total: 4, succeeded: 3, failed: 1 } }],
  ] satisfies [string, Told][])('exits with 1 when it %s and not all is done', async (said, told) => {
    const { code, err } = await backfill('s3://lake/in/', { ...at, yes: true }, { story: [told] });
    expect(code).toBe(1);
    expect(err).toContain(`the back-fill ${said}`);
    if ('because' in told) expect(err).toContain('because: too many failed');
  });

  it('draws its progress on a terminal, and nothing in a pipe', async () => {
    const story: Told[] = [
      { status: 'running' },
      { status: 'running', objects: { total: 4, succeeded: 1, failed: 1, running: 1, pending: 1 } },
      DONE,
    ];
    const drawn = await backfill('s3://lake/in/', { ...at, yes: true }, { story, isInteractive: true });
    expect(drawn.err).toContain('listing');
    expect(drawn.err).toContain('2 of 4 objects, 0 batches running, 0 pending, 1 failed');
    const piped = await backfill('s3://lake/in/', { ...at, yes: true }, { story });
    expect(piped.err).not.toContain('2 of 4 objects');
  });
});

describe('parquetry run backfill --list', () => {
  it.each([
    ['csv', 2],
    ['json', 1],
  ])('counts the keys of a .%s list and hands it over', async (from, objects) => {
    const flags = { ...at, yes: true, list: `s3://lake/lists/good.${from}` };
    const { err, machines } = await backfill('s3://lake', flags);
    expect(err).toMatch(new RegExp(`objects to convert +${objects}\n`));
    expect(err).not.toContain('their size');
    expect(machines.started[0]?.input).toEqual({
      from,
      bucket: 'lake',
      list: { bucket: 'lake', key: `lists/good.${from}` },
    });
  });

  it.each([
    ['s3://lake', 's3://lake/lists/bad.csv', 'it needs a header with a column "key"'],
    ['s3://lake', 's3://lake/lists/bad.json', 'it needs an array of objects with a "key" each'],
    ['s3://lake', 's3://lake/lists/good.txt', 'ends neither in .csv nor in .json'],
    ['s3://lake/in/', 's3://lake/lists/good.csv', 'the bucket is named alone: s3://lake'],
  ])('refuses %s with %s', async (place, list, said) => {
    const { code, err, machines } = await backfill(place, { ...at, yes: true, list });
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(machines.started).toEqual([]);
  });
});

describe('parquetry run backfill, later', () => {
  it('watches an execution that runs, in its own region', async () => {
    const { code, out, machines } = await backfill(undefined, { watch: EXECUTION }, { json: true });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ execution: { status: 'succeeded' }, objects: { succeeded: 4 } });
    expect(machines.regions).toEqual(['eu-central-1']);
  });

  it('stops one when it is told to', async () => {
    const { code, err, machines } = await backfill(undefined, { stop: EXECUTION });
    expect(code).toBe(0);
    expect(machines.stopped).toEqual([EXECUTION]);
    expect(err).toContain('stopped');
  });
});

describe('parquetry run backfill refuses', () => {
  it.each([
    [undefined, {}, 'name one of: s3://bucket/prefix to start'],
    ['s3://lake/in/', { watch: EXECUTION }, 'name one of'],
    ['s3://lake/in/', {}, 'name the state machine with --state-machine'],
    ['s3://lake/in/', { stateMachine: 'mine' }, "'mine' is no ARN of a state machine"],
    ['s3://lake/none/', at, 'there is nothing to convert: s3://lake/none/'],
    ['in/', at, 'in/'],
  ] satisfies [string | undefined, BackfillFlags, string][])('%s %j', async (place, flags, said) => {
    const { code, err, machines } = await backfill(place, flags);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(machines.started).toEqual([]);
  });

  it('to go ahead where nobody can be asked', async () => {
    const { code, err } = await runInProcess(directory(), [
      'run',
      'backfill',
      's3://lake/in/',
      '--state-machine',
      MACHINE,
    ]);
    expect(code).toBe(2);
    expect(err).toContain('give --yes to go ahead');
  });

  it('an endpoint of the environment that is not on this machine', async () => {
    const { code, err } = await runInProcess(directory(), ['run', 'backfill', '--watch', EXECUTION], {
      environment: { AWS_ENDPOINT_URL_SFN: 'https://elsewhere.example' },
    });
    expect(code).toBe(2);
    expect(err).toContain('elsewhere.example');
  });

  it('a percentage that is none', () => {
    expect(percent('2.5')).toBe(2.5);
    for (const text of ['101', '-1', 'x', '']) expect(() => percent(text)).toThrow('from 0 to 100');
  });
});
