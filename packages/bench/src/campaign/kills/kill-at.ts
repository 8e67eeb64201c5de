import { operationOf, type SdkHandler, standingBefore } from '@parquetry/local-aws/network';
import type { Death, KillStep } from './kill-steps.ts';

interface KilledPlaces {
  /** What the paths (`/bucket/key`) of sources begin with. */
  readonly sources: string;
  /** … and those of what a pipeline keeps beside its outputs. */
  readonly state: string;
}

type HttpRequest = Parameters<SdkHandler['handle']>[0];

const isGood = (statusCode: number) => statusCode < 300;

/** The step that a request has come to when it was answered well. */
function stepAfter(operation: string, path: string, { sources, state }: KilledPlaces): KillStep | undefined {
  switch (operation) {
    case 'GetObject':
      return path.startsWith(sources) ? 'after GET' : undefined;
    case 'PutObject':
      return path.startsWith(state) ? undefined : 'after PUT';
    case 'CreateMultipartUpload':
      return 'after Create';
    case 'UploadPart':
      return 'between parts';
    case 'CompleteMultipartUpload':
      return 'after Complete';
    default:
      return undefined;
  }
}

/** Of an upload, the part that is answered first: there are others, or it would not be one of several parts. */
function firstParts(): (request: HttpRequest) => boolean {
  const begun = new Set<unknown>();
  return ({ query }) => {
    const uploadId = query?.['uploadId'];
    const isFirst = !begun.has(uploadId);
    begun.add(uploadId);
    return isFirst;
  };
}

export interface KillOptions {
  readonly step: KillStep;
  readonly places: KilledPlaces;
  /** Called each time that the step is come to: whether this is the time. */
  readonly isTime: () => boolean;
  readonly die: (death: Death) => void;
}

/** A handler that calls `die` in the midst of a request. */
export function killAt(inner: SdkHandler, { step, places, isTime, die }: KillOptions): SdkHandler {
  const isFirstPart = firstParts();
  const come = (to: KillStep | undefined, operation: string, path: string) => {
    if (to === step && isTime()) die({ step, operation, path });
  };
  return standingBefore(inner, async (request, options) => {
    const operation = operationOf(request);
    const path = decodeURIComponent(request.path);
    if (operation === 'CompleteMultipartUpload') come('before Complete', operation, path);
    const answer = await inner.handle(request, options);
    if (!isGood(answer.response.statusCode)) return answer;
    if (operation !== 'UploadPart' || isFirstPart(request)) {
      come(stepAfter(operation, path, places), operation, path);
    }
    return answer;
  });
}
