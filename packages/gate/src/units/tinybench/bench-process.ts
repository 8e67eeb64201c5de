/**
 * The process that runs a tinybench file: small and fresh, one for each side. It runs a task as often as it is told to.
 */
import { ownPeakRss } from '@parquetry/bench/peak-rss';
import type { Bench, Task } from 'tinybench';
import type { BenchAnswer, BenchQuestion } from './bench-messages.ts';
import { probe, runBatch } from './run-batch.ts';
import { serveChildLine } from './serve-child-line.ts';
import { importServed, type ServedSource, serveSource } from './serve-source.ts';

const cpuMsOf = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;

function isBench(value: unknown): value is Bench {
  return typeof value === 'object' && value !== null && 'tasks' in value && 'add' in value && 'run' in value;
}

async function openBench(served: ServedSource): Promise<Bench> {
  serveSource(served);
  const exported = await importServed(served.file);
  const found = exported['bench'] ?? exported['default'];
  const bench: unknown = typeof found === 'function' ? await found() : found;
  if (!isBench(bench)) {
    throw new Error(
      'exports no Bench of tinybench: export it, or a function that returns it, as default or as bench',
    );
  }
  const [first] = bench.tasks;
  if (first === undefined) throw new Error('its Bench has no tasks: add them before it is exported');
  if (typeof first.result?.state !== 'string')
    throw new Error('its Bench is of a tinybench before 6, the first that can be measured');
  return bench;
}

let bench: Bench | undefined;

function taskOf(name: string): [Bench, Task] {
  const task = bench?.tasks.find((one) => one.name === name);
  if (bench === undefined || task === undefined) throw new Error(`has no task ${name}`);
  return [bench, task];
}

async function answer(question: BenchQuestion): Promise<BenchAnswer> {
  switch (question.kind) {
    case 'open': {
      bench = await openBench(question.served);
      const tasks = bench.tasks.map((task) => task.name);
      return { kind: 'opened', tasks, beforeCpuMs: cpuMsOf(process.cpuUsage()) };
    }
    case 'probe':
      return { kind: 'batch', batch: await probe(...taskOf(question.task)) };
    case 'batch':
      return { kind: 'batch', batch: await runBatch(...taskOf(question.task), question.iterations) };
    case 'end':
      return { kind: 'ended', peakRssBytes: ownPeakRss() };
    default:
      return question satisfies never;
  }
}

serveChildLine(answer);
