import { BadInputError, StoreError } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BreakerOpenError } from '../../src/resilience/breaker-policy.ts';
import { sdkError } from './support/aws-errors.ts';
import { openBreaker } from './support/open-breaker.ts';

describe('a circuit breaker', () => {
  it('opens when most of the last requests failed, and asks no more', async () => {
    const { breaker, answer, fail, states, breakers } = await openBreaker();
    await fail(4);
    expect(states).toEqual(['output: open']);
    await expect(answer()).rejects.toThrow("'output' was not asked: most of its last requests failed");
    await expect(answer()).rejects.toMatchObject({ dependency: 'output', retryInMs: 500 });
    expect(breaker.health()).toEqual({
      dependency: 'output',
      state: 'open',
      retryInMs: 500,
      opened: 1,
      failures: 4,
    });
    expect(breakers.health()).toEqual([breaker.health()]);
  });

  it('opens when many requests in a row fail, however many were answered before', async () => {
    const { answer, fail, states } = await openBreaker({ window: 1_000 });
    for (let time = 0; time < 900; time += 1) await answer();
    await fail(5);
    await answer();
    await fail(5);
    expect(states).toEqual([]);
    await fail(1);
    expect(states).toEqual(['output: open']);
  });

  it('stays closed while half of the requests are answered', async () => {
    const { answer, slowDown, states } = await openBreaker();
    for (let pair = 0; pair < 20; pair += 1) {
      await answer();
      await slowDown().catch(() => {});
    }
    expect(states).toEqual([]);
  });

  it('lets probes through when its time has come, and closes when they are answered', async () => {
    const { answer, fail, states, clock } = await openBreaker();
    await fail(4);
    await clock.advance(499);
    await expect(answer()).rejects.toThrow(BreakerOpenError);
    await clock.advance(1);
    expect(await answer()).toBe('answer');
    expect(await answer()).toBe('answer');
    expect(states).toEqual(['output: open', 'output: half-open', 'output: closed']);
  });

  it('stays open twice as long each time that the probes fail, up to its most', async () => {
    const { fail, states, clock, breaker } = await openBreaker();
    await fail(4);
    const waits: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      waits.push(breaker.health().retryInMs);
      await clock.advance(breaker.health().retryInMs);
      await fail(2);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 2_000, 2_000]);
    expect(breaker.health()).toMatchObject({ state: 'open', opened: 6 });
    expect(states.slice(0, 4)).toEqual([
      'output: open',
      'output: half-open',
      'output: open',
      'output: half-open',
    ]);
  });

  it('lets others wait for the probes, and go on when these are answered', async () => {
    const { breaker, answer, fail, clock } = await openBreaker();
    await fail(4);
    await clock.advance(500);
    const probes = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const probing = probes.map((probe) => breaker.run(() => probe.promise));
    let hasGoneOn = false;
    const waiting = answer().then(() => {
      hasGoneOn = true;
    });
    await clock.settle();
    expect(hasGoneOn).toBe(false);
    for (const probe of probes) probe.resolve('probe');
    await Promise.all([...probing, waiting]);
    expect(breaker.health().state).toBe('closed');
  });

  it('lets those who wait for the probes go when they are called off', async () => {
    const { breaker, fail, clock } = await openBreaker({ probes: 1 });
    await fail(4);
    await clock.advance(500);
    const probe = Promise.withResolvers<string>();
    const probing = breaker.run(() => probe.promise);
    const abort = new AbortController();
    let asked = 0;
    const waiting = breaker.run(async () => {
      asked += 1;
    }, abort.signal);
    const reason = new Error('stop');
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    probe.resolve('yes');
    await probing;
    await clock.settle();
    expect(asked).toBe(0);
    expect(breaker.health().state).toBe('closed');
  });

  it('learns nothing from data, from refusals, from what changed or what was called off', async () => {
    const { breaker, states } = await openBreaker();
    const ref = { bucket: 'b', key: 'k' };
    const abort = new AbortController();
    const harmless: [unknown, AbortSignal?][] = [
      [new BadInputError('bad row')],
      [new StoreError('denied', ref, 'no', { cause: sdkError('AccessDenied', 403) })],
      [new StoreError('changed', ref, 'changed')],
      [sdkError('NoSuchUpload', 404)],
      [new TypeError('a bug')],
    ];
    for (let time = 0; time < 5; time += 1) {
      for (const [error] of harmless)
        await expect(breaker.run(() => Promise.reject(error))).rejects.toBe(error);
      const calledOff = breaker.run(() => {
        abort.abort();
        return Promise.reject(sdkError('SlowDown', 503));
      }, abort.signal);
      await expect(calledOff).rejects.toBeDefined();
    }
    expect(states).toEqual([]);
    expect(breaker.health().failures).toBe(0);
  });

  it('learns from connections that broke, from time-outs and from a store that is not there', async () => {
    for (const error of [
      Object.assign(new Error(), { code: 'ECONNRESET' }),
      new DOMException('late', 'TimeoutError'),
      new StoreError('unavailable', { bucket: 'b', key: 'k' }, 'x'),
    ]) {
      const { breaker } = await openBreaker();
      for (let time = 0; time < 4; time += 1) await breaker.run(() => Promise.reject(error)).catch(() => {});
      // The same error is charged once, whoever throws it again.
      expect(breaker.health()).toMatchObject({ failures: 1 });
    }
  });

  it('opens for streams that break off later as well', async () => {
    const { breaker, clock } = await openBreaker();
    for (let time = 0; time < 4; time += 1) breaker.brokeOff(sdkError('InternalError', 500));
    breaker.brokeOff(new BadInputError('bad row'));
    await clock.settle();
    expect(breaker.health()).toMatchObject({ state: 'open', failures: 4 });
  });

  it('takes a probe that was called off for none that was answered', async () => {
    const { breaker, fail, clock } = await openBreaker({ probes: 1 });
    await fail(4);
    await clock.advance(500);
    const abort = new AbortController();
    const probing = breaker.run(() => {
      abort.abort(new Error('stop'));
      return Promise.reject(new Error('stopped'));
    }, abort.signal);
    await expect(probing).rejects.toThrow('stopped');
    expect(breaker.health()).toMatchObject({ state: 'open', failures: 4 });
  });

  it('knows which breaker stands behind a failure, wherever in its causes', async () => {
    const { breakers, breaker, slowDown, fail } = await openBreaker();
    const error = await slowDown().catch((thrown: unknown) => thrown);
    expect(breakers.behind(new Error('outer', { cause: error }))).toBe(breaker);
    expect(breakers.behind(new Error('another'))).toBeUndefined();
    expect(breakers.behind('text')).toBeUndefined();
    await fail(4);
    expect(breakers.behind(await slowDown().catch((thrown: unknown) => thrown))).toBe(breaker);
    expect(breakers.of('output')).toBe(breaker);
    expect(breakers.of('source')).not.toBe(breaker);
  });

  it('goes by whatever happens from closed to open to half open, and from there alone back', async () => {
    const steps = fc.array(fc.constantFrom('answer', 'fail', 'pass', 'wait', 'callOff'), { maxLength: 60 });
    const next = { closed: ['open'], open: ['half-open'], 'half-open': ['open', 'closed'] };
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const { breaker, answer, slowDown, states, clock } = await openBreaker();
        for (const step of taken) {
          const isDue = breaker.health().retryInMs === 0;
          if (step === 'wait') await clock.advance(700);
          else if (step === 'answer') {
            const got = await answer().catch((error: unknown) => error);
            expect(got === 'answer').toBe(isDue);
          } else if (step === 'fail') await slowDown().catch(() => {});
          else if (step === 'pass')
            await breaker.run(() => Promise.reject(new TypeError('mine'))).catch(() => {});
          else await breaker.run(async () => 0, AbortSignal.abort()).catch(() => {});
        }
        let state: keyof typeof next = 'closed';
        for (const name of states.map((text) => text.slice('output: '.length) as keyof typeof next)) {
          expect(next[state]).toContain(name);
          state = name;
        }
        expect(breaker.health().state).toBe(state);
      }),
      { numRuns: 60 },
    );
  });
});
