import { describe, expect, test } from 'vitest';
import { networkProfile, networkProfiles, type SdkHandler, wrapWithProfile } from '../src/network/index.ts';
import { countingHandler } from './support/counting-handler.ts';

describe('a profile', () => {
  test('is plain data that its schema takes, and nothing else', () => {
    for (const profile of Object.values(networkProfiles)) {
      expect(networkProfile.parse(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
    }
    expect(() =>
      networkProfile.parse({ name: 'x', bandwidth: { downBytesPerSecond: 0, upBytesPerSecond: 1 } }),
    ).toThrow();
    expect(() => networkProfile.parse({ name: 'x', jitter: 1 })).toThrow();
  });

  test('leaves everything else of the handler as it is', () => {
    const told: unknown[] = [];
    const inner = {
      ...countingHandler(),
      metadata: { handlerProtocol: 'http/1.1' },
      destroy: () => told.push('destroyed'),
      updateHttpClientConfig: (...words: unknown[]) => told.push(words),
      httpHandlerConfigs: () => ({ requestTimeout: 5 }),
    };
    const wrapped = wrapWithProfile(
      inner as SdkHandler,
      networkProfiles['same-region'],
      1,
    ) as unknown as typeof inner;
    wrapped.updateHttpClientConfig('requestTimeout', 9);
    wrapped.destroy();
    expect(wrapped.metadata).toEqual({ handlerProtocol: 'http/1.1' });
    expect(wrapped.httpHandlerConfigs()).toEqual({ requestTimeout: 5 });
    expect(told).toEqual([['requestTimeout', 9], 'destroyed']);
  });
});
