import { pipelineSettings } from '@parquetry/delivery';
import { describe, expect, it } from 'vitest';
import { ladder } from '../../src/claims/ladder.ts';

const rungs = ladder;
const named = (name: string) => rungs.find((rung) => rung.name === name)!;
const settingsOf = (name: string) => pipelineSettings.parse(named(name).settings);

/** Settings that differ from the original's, engine included. */
function differences(name: string): string[] {
  const flat = (rung: string) => {
    const { s3, ...others } = settingsOf(rung);
    return { ...others, ...s3, engine: named(rung).engine } as Record<string, unknown>;
  };
  const [ours, theirs] = [flat(name), flat('original')];
  return Object.keys(ours).filter((key) => ours[key] !== theirs[key]);
}

describe('the ladder', () => {
  it('begins with one file after the other, a connection for each call and one try', () => {
    expect(settingsOf('original')).toMatchObject({
      s3: { keepAlive: false, connections: 1, attempts: 1 },
      filesInFlight: 1,
      outputsTogether: false,
      threads: 1,
      cacheBytes: 0,
      resilience: 'none',
    });
  });

  it.each([
    ['pooled', ['keepAlive']],
    ['files-in-parallel', ['filesInFlight', 'connections']],
    ['formats-in-parallel', ['outputsTogether', 'connections', 'engine']],
    ['cached', ['cacheBytes']],
    ['retrying', ['resilience', 'jobAttempts', 'attempts']],
  ])('changes one thing alone: %s', (name, changed) => {
    expect(named(name).kind).toBe('alone');
    expect(differences(name).toSorted()).toEqual(changed.toSorted());
  });

  it('puts all measures together with the codecs of the original', () => {
    const alone = rungs.filter(({ kind }) => kind === 'alone').flatMap(({ name }) => differences(name));
    expect(differences('optimized').toSorted()).toEqual([...new Set(alone)].toSorted());
    expect(['sequential', 'worker-pool']).toContain(named('optimized').engine);
  });

  it('changes nothing but the engine afterwards', () => {
    for (const { name, kind } of rungs) {
      if (kind === 'engine') expect(settingsOf(name)).toEqual(settingsOf('optimized'));
    }
  });

  it('opens no more connections than files at once and two', () => {
    const { s3, filesInFlight } = settingsOf('optimized');
    expect(s3.connections).toBeLessThanOrEqual(filesInFlight + 2);
  });
});
