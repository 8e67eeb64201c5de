import { displayRef } from '@parquetry/core';
import type { DeliveryLogger, HandlingNote } from '@parquetry/delivery';

/** Logs what happens to events beside what their jobs tell themselves. */
export const tellNotes =
  (log: DeliveryLogger) =>
  (note: HandlingNote): void => {
    switch (note.kind) {
      case 'unreadable':
        log.error('unreadable message', { messageId: note.messageId, because: note.because });
        return;
      case 'ignored':
        log.debug('ignored', { events: note.events });
        return;
      case 'left-out':
        log.info('left out', { source: displayRef(note.job.source.ref), because: note.because });
        return;
      case 'dead-lettered': {
        const { job, failure } = note;
        log.error('dead letter', { jobId: job.id, source: displayRef(job.source.ref), code: failure.code });
        return;
      }
      case 'unfinished':
        log.warn('unfinished', {
          jobId: note.job.id,
          source: displayRef(note.job.source.ref),
          because: note.because,
        });
        return;
      default:
        note satisfies never;
    }
  };
