import { describe, expect, it } from 'vitest';
import { readAction } from '../../src/convert/forms.ts';

describe('a direct invocation', () => {
  it('asks for an object, a health check, or dead letters', () => {
    expect(readAction({ action: 'convert', source: 's3://lake/a b.csv', formats: ['avro'] })).toMatchObject({
      kind: 'convert-object',
      wanted: { source: 's3://lake/a b.csv', formats: ['avro'] },
    });
    expect(readAction({ action: 'health_check' })).toEqual({ kind: 'health-check' });
    expect(readAction({ action: 'process_dlq' })).toEqual({ kind: 'process-dlq', mostRecords: 10 });
    expect(readAction({ action: 'process_dlq', max_records: 3 })).toEqual({
      kind: 'process-dlq',
      mostRecords: 3,
    });
  });

  it.each([[undefined], [null], ['text'], [[]], [{ Records: [] }], [{ source: 'aws.s3' }]])(
    'is not what has no action: %j',
    (event) => {
      expect(readAction(event)).toBeUndefined();
    },
  );

  it.each([
    [{ action: 'explode' }, 'there is no action "explode"'],
    [{ action: 'convert' }, 'source: '],
    [{ action: 'convert', source: 'lake/a.csv' }, 'source: it must be s3://bucket/key'],
    [{ action: 'convert', source: 's3://lake/a/' }, 'source: it must be s3://bucket/key'],
    [{ action: 'convert', source: 's3://lake/a', output: 'out' }, 'output: it must be s3://bucket/…'],
    [{ action: 'convert', source: 's3://lake/a', formats: [] }, 'formats: '],
    [{ action: 'convert', source: 's3://lake/a', speed: 1 }, 'speed'],
    [{ action: 'convert', plan: { source: 1 } }, 'plan.source: '],
    [{ action: 'process_dlq', max_records: 0 }, 'max_records: '],
    [{ action: 'health_check', loudly: true }, 'loudly'],
  ])('that is not as it must be is told what is wrong, and what there is: %j', (event, problem) => {
    expect(() => readAction(event)).toThrow(problem);
    expect(() => readAction(event)).toThrow(/The function takes .*health_check.*process_dlq/);
  });
});
