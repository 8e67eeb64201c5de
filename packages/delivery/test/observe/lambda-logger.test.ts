import { describe, expect, it } from 'vitest';
import { oneOfEach } from './support/events.ts';
import { runScript, sourceUrl } from './support/run-script.ts';

const script = `
  import { deliveryLog } from ${JSON.stringify(sourceUrl('observe/delivery-log.ts'))};
  import { lambdaLogger } from ${JSON.stringify(sourceUrl('observe/lambda-logger.ts'))};
  const observe = deliveryLog(await lambdaLogger());
  for (const event of ${JSON.stringify(oneOfEach)}) observe(event);
`;

const linesOf = (output: string) =>
  output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the logger of a function', () => {
  it('writes JSON with the job and the service', async () => {
    const lines = linesOf(await runScript(script, { AWS_LAMBDA_FUNCTION_NAME: 'convert' }));
    expect(lines.map(({ message }) => message)).toContain('failed');
    expect(lines.find(({ message }) => message === 'converted')).toMatchObject({
      level: 'INFO',
      service: 'parquetry',
      jobId: '0123456789abcdef',
      source: 's3://lake/in/a.csv',
      rows: { read: 100, written: 98, rejected: 2 },
    });
    expect(lines.some(({ level }) => level === 'DEBUG')).toBe(false);
  });

  it('takes its level and its service from Powertools’ own variables', async () => {
    const environment = { POWERTOOLS_LOG_LEVEL: 'ERROR', POWERTOOLS_SERVICE_NAME: 'nightly' };
    const [line, ...more] = linesOf(await runScript(script, environment));
    expect(line).toMatchObject({ level: 'ERROR', message: 'failed', service: 'nightly' });
    expect(more).toEqual([]);
    const all = linesOf(await runScript(script, { POWERTOOLS_LOG_LEVEL: 'DEBUG' }));
    expect(all).toHaveLength(oneOfEach.length);
  });
});
