import { describe, expect, it } from 'vitest';
import { runScript, sourceUrl } from './support/run-script.ts';

const HEAVY = 'cockatiel|powertools|xray|client-sqs';

/** Which heavy packages a process has loaded after a script. */
const loadedBy = async (script: string, environment: Record<string, string> = {}) => {
  const output = await runScript(
    `
      import { registerHooks } from 'node:module';
      const heavy = new Set();
      registerHooks({
        load(url, context, next) {
          for (const [name] of url.matchAll(/${HEAVY}/g)) heavy.add(name);
          return next(url, context);
        },
      });
      ${script}
      console.log([...heavy].sort().join(' '));
    `,
    environment,
  );
  return output.trim();
};

const load = (...paths: string[]) =>
  paths.map((path) => `await import(${JSON.stringify(sourceUrl(path))});`).join('\n');

const all = load(
  'resilience/classify-failure.ts',
  'resilience/open-resilience.ts',
  'resilience/resilient-store.ts',
  'resilience/settle-job.ts',
  'observe/delivery-log.ts',
  'observe/delivery-meter.ts',
  'observe/emf-metrics.ts',
  'observe/lambda-logger.ts',
  'observe/progress-line.ts',
  'observe/traced-run.ts',
);

describe('heavy packages', () => {
  it('are not loaded by those who might need them', async () => {
    expect(await loadedBy(all)).toBe('');
  });

  it('are not loaded by a job without resilience, nor by a run that is not traced', async () => {
    const script = `
      const { settleWith } = await import(${JSON.stringify(sourceUrl('resilience/settle-job.ts'))});
      const { tracedRun } = await import(${JSON.stringify(sourceUrl('observe/traced-run.ts'))});
      const settle = settleWith(tracedRun(async () => { throw new Error('x'); }));
      await settle({ id: '1', source: { ref: { bucket: 'b', key: 'k' } } }, new AbortController().signal);
    `;
    expect(await loadedBy(script)).toBe('');
  });

  it('are loaded by those who do need them', async () => {
    const script = `
      const { openResilience } = await import(${JSON.stringify(sourceUrl('resilience/open-resilience.ts'))});
      const { breakers } = await openResilience({ attempts: 1, timeoutMs: 1 });
      breakers.of('output');
    `;
    expect(await loadedBy(script)).toBe('cockatiel');
  });
});
