/** Something that came as an event and is none, or not a whole one. The message tells what was found. */
export class EventError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'EventError';
  }
}
