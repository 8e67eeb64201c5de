import { PublishVersionCommand } from '@aws-sdk/client-lambda';
import { settingKey } from '../plan/size.ts';
import { TuneError } from '../plan/tune-error.ts';
import { type ControlPlane, callPatiently, sendOptions, waitUntilReady } from './control-plane.ts';
import type { Journal } from './journal.ts';
import type { PlannedVersion } from './publish-order.ts';
import { versionMark } from './run-mark.ts';
import { isSet, type LatestSetting, setLatest } from './set-latest.ts';

/** A version that is there. */
export interface PublishedVersion extends PlannedVersion {
  readonly version: string;
}

export interface Publishing {
  readonly name: string;
  readonly runId: string;
  /** As `$LATEST` is when this begins. */
  readonly original: LatestSetting;
  /** Of the code to be measured. */
  readonly codeSha256: string | null;
  readonly journal: Journal;
  readonly onPublished: (done: number) => Promise<void>;
}

const wantedOf = (version: PlannedVersion, { original }: Publishing): LatestSetting => ({
  memoryMb: version.memoryMb,
  engine: original.engine === undefined ? undefined : version.engine,
});

async function publish(plane: ControlPlane, publishing: Publishing, mark: string): Promise<string> {
  const { codeSha256, name } = publishing;
  const published = await callPatiently(plane, `publishing a version of ${name}`, () =>
    plane.lambda.send(
      new PublishVersionCommand({
        FunctionName: name,
        Description: mark,
        ...(codeSha256 !== null && { CodeSha256: codeSha256 }),
      }),
      sendOptions(plane.signal),
    ),
  );
  if (published.Description !== mark || published.Version === undefined) {
    const version = published.Version ?? 'no version';
    throw new TuneError('failed', `Lambda published no new version of ${name}, but gave back ${version}`);
  }
  await waitUntilReady(plane, name, published.Version);
  return published.Version;
}

/**
 * Publishes versions one after the other: sets `$LATEST`, waits, publishes, waits. `$LATEST` stays as the last of them:
 * whoever calls this restores it, whatever happens.
 *
 * @throws TuneError `refused` as soon as somebody else changes the function.
 */
export async function publishVersions(
  plane: ControlPlane,
  order: readonly PlannedVersion[],
  publishing: Publishing,
): Promise<PublishedVersion[]> {
  const { journal, name, onPublished, original, runId } = publishing;
  const published: PublishedVersion[] = [];
  let last = original;
  for (const [number, planned] of order.entries()) {
    const { engine, memoryMb } = planned;
    const wanted = wantedOf(planned, publishing);
    await journal.write({ event: 'publishing', number, memoryMb, engine });
    const expected = last;
    const ready = await setLatest(plane, name, wanted, (found) => isSet(found, expected));
    if (publishing.codeSha256 !== null && ready.CodeSha256 !== publishing.codeSha256) {
      throw new TuneError('refused', `the code of ${name} was changed meanwhile: nothing of it is measured`);
    }
    last = wanted;
    const version = await publish(plane, publishing, versionMark(runId, planned, number));
    await journal.write({ event: 'published', number, version });
    published.push({ ...planned, version });
    await onPublished(published.length);
  }
  return published;
}

/** The versions of each setting, by what they are for. */
export interface VersionsOf {
  readonly warm: string;
  readonly cold: readonly string[];
}

export function versionsBySetting(published: readonly PublishedVersion[]): ReadonlyMap<string, VersionsOf> {
  const used = Map.groupBy(
    published.filter(({ use }) => use !== 'spacer'),
    settingKey,
  );
  return new Map(
    [...used].map(([key, versions]) => {
      const warm = versions.find(({ use }) => use === 'warm')!.version;
      const cold = versions.filter(({ use }) => use === 'cold').map(({ version }) => version);
      return [key, { warm, cold }];
    }),
  );
}
