import { describe, expect, it } from 'vitest';
import { executionName } from '../src/backfill/execution-name.ts';
import { consoleUrl, parseMachineArn } from '../src/backfill/machine-arn.ts';

const DAY = new Date('2026-11-21T23:59:59Z');

describe('the name of an execution', () => {
  it('is the same for the same back-fill on the same day', () => {
    const input = { from: 'prefix', bucket: 'lake', prefix: 'in/2026/' } as const;
    expect(executionName(input, DAY)).toMatch(/^lake-in-2026-20261121-[0-9a-f]{8}$/);
    expect(executionName({ ...input }, new Date('2026-11-21T00:00:00Z'))).toBe(executionName(input, DAY));
    expect(executionName(input, new Date('2026-11-22T00:00:00Z'))).not.toBe(executionName(input, DAY));
    expect(executionName({ ...input, batchObjects: 5 }, DAY)).not.toBe(executionName(input, DAY));
  });

  it('holds what Step Functions takes, however long and odd the prefix is', () => {
    const odd = { from: 'prefix', bucket: 'lake', prefix: `ü/${'day=1 '.repeat(60)}/` } as const;
    expect(executionName(odd, DAY)).toMatch(/^[A-Za-z0-9-]{1,80}$/);
    expect(executionName({ from: 'csv', bucket: 'lake', list: { bucket: 'x', key: 'a.csv' } }, DAY)).toMatch(
      /^lake-a-csv-20261121-/,
    );
  });
});

describe('an ARN', () => {
  it('tells account and region', () => {
    const arn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:parquetry-backfill';
    expect(parseMachineArn(arn, 'stateMachine')).toEqual({
      arn,
      account: '111122223333',
      region: 'eu-central-1',
      name: 'parquetry-backfill',
    });
  });

  it('is refused with an example of one that would do', () => {
    expect(() => parseMachineArn('parquetry-backfill', 'stateMachine')).toThrow(
      "'parquetry-backfill' is no ARN of a state machine; it looks like arn:aws:states:",
    );
    const express = 'arn:aws:states:eu-central-1:111122223333:express:parquetry-backfill:1:2';
    expect(() => parseMachineArn(express, 'execution')).toThrow('is no ARN of an execution');
  });

  it('leads to the page of the console', () => {
    const arn = 'arn:aws:states:eu-central-1:111122223333:execution:parquetry-backfill:one';
    expect(consoleUrl(arn)).toBe(
      `https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1#/v2/executions/details/${arn}`,
    );
  });
});
