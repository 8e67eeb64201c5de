/** A process that was to take turns did not come through: what happened, then the last lines of its stderr. */
export class TurnFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TurnFailure';
  }
}
