import type { LocalAws } from '@parquetry/local-aws';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { benchStack, environmentFor } from '../../src/places/bench-stack.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the local stack of a run', () => {
  it('is started once, when somebody needs it, and ended with the run', async () => {
    let [started, ended] = [0, 0];
    const aws = {
      [Symbol.asyncDispose]: async () => {
        ended += 1;
      },
    } as unknown as LocalAws;
    const stack = benchStack(async () => {
      started += 1;
      return aws;
    });
    expect(started).toBe(0);
    expect(await Promise.all([stack.started(), stack.started()])).toEqual([aws, aws]);
    expect(started).toBe(1);
    await stack[Symbol.asyncDispose]();
    expect(ended).toBe(1);
  });

  it('needs no ending where it was never started, or could not be', async () => {
    await benchStack(() => Promise.reject(new Error('never asked')))[Symbol.asyncDispose]();
    const stack = benchStack(() => Promise.reject(new Error('no port')));
    await expect(stack.started()).rejects.toThrow('no port');
    await stack[Symbol.asyncDispose]();
  });
});

it('a process that is to reach the stack has no other credentials, profile or region', () => {
  vi.stubEnv('AWS_PROFILE', 'work');
  vi.stubEnv('AWS_SESSION_TOKEN', 'secret');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('SOMETHING_ELSE', 'stays');
  const environment = environmentFor({
    environment: { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
  });
  const names = Object.keys(environment).filter((name) => name.startsWith('AWS_'));
  expect(names.toSorted()).toEqual(['AWS_ENDPOINT_URL', 'AWS_REGION']);
  expect(environment).toMatchObject({ AWS_REGION: 'us-east-1', SOMETHING_ELSE: 'stays' });
});
