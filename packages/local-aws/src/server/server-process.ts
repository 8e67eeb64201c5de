import { fileURLToPath } from 'node:url';
import { OwnedProcess } from '../process/owned-process.ts';
import type { NotifiedEvent, ServerAnswers, ServerCall } from './messages.ts';

const CHILD_FILE = fileURLToPath(new URL('./child.ts', import.meta.url));

/** The parent's end of the process of S3 and SQS. */
export class ServerProcess extends OwnedProcess<ServerCall, ServerAnswers, NotifiedEvent> {
  constructor(port: number, onEvent: (event: NotifiedEvent) => void) {
    super({
      name: 'the local AWS server',
      file: CHILD_FILE,
      argument: `${port}`,
      // There is nothing to save: all of it is in memory.
      endBy: 'kill',
      onEvent,
    });
  }
}
