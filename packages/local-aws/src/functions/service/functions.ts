import { type FunctionReference, functionArn, parseReference } from './function-name.ts';
import { conflict, LambdaError, notFound } from './lambda-error.ts';
import type { LocalFunction } from './local-function.ts';

/** A function, and the qualifier it was asked for with. */
export interface Asked {
  readonly found: LocalFunction;
  readonly qualifier: string | undefined;
}

/** Every function there is. */
export class Functions {
  readonly #functions = new Map<string, LocalFunction>();

  /** By name. */
  get all(): readonly LocalFunction[] {
    return [...this.#functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  has(name: string): boolean {
    return this.#functions.has(name);
  }

  /** @throws ResourceConflictException */
  requireFree(name: string): void {
    if (this.has(name)) throw conflict(`Function already exist: ${name}`);
  }

  /** @throws ResourceConflictException */
  add(one: LocalFunction): void {
    this.requireFree(one.name);
    this.#functions.set(one.name, one);
  }

  delete(name: string): void {
    this.#functions.delete(name);
  }

  /** @throws ResourceNotFoundException, and what a malformed name is answered with */
  find(text: string, qualifier?: string): Asked {
    return this.require(parseReference(text, qualifier));
  }

  require({ name, qualifier }: FunctionReference): Asked {
    const found = this.#functions.get(name);
    if (found === undefined) throw notFound(`Function not found: ${functionArn(name, qualifier)}`);
    return { found, qualifier };
  }
}

/** @throws PreconditionFailedException when the caller looked at an earlier revision */
export function requireRevision(asked: unknown, current: string): void {
  if (asked === undefined || asked === null || asked === '' || asked === current) return;
  throw new LambdaError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
}
