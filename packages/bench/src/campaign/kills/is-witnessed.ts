import type { ServerCounters } from '@parquetry/local-aws';
import type { KillStep } from './kill-steps.ts';

type Seen = Pick<ServerCounters, 'requests' | 'uploads'>;

const openUploads = ({ uploads }: Seen) => uploads.created - uploads.completed - uploads.aborted;

/** Whether the server has seen, while a process lived, what has to come before the step that it was killed at. */
export function isWitnessed(step: KillStep, before: Seen, after: Seen): boolean {
  const asked = (operation: string) => (after.requests[operation] ?? 0) > (before.requests[operation] ?? 0);
  switch (step) {
    case 'after GET':
      return asked('GetObject');
    case 'after PUT':
      return asked('PutObject');
    case 'after Create':
      return after.uploads.created > before.uploads.created && openUploads(after) > 0;
    case 'between parts':
    case 'before Complete':
      return asked('UploadPart') && openUploads(after) > 0;
    case 'after Complete':
      return after.uploads.completed > before.uploads.completed;
    default:
      return step satisfies never;
  }
}
