import { type FunctionAlias, versionsOf } from './function-alias.ts';
import { functionArn } from './function-name.ts';
import { type Deployment, FunctionVersion, isSameDeployment, LATEST } from './function-version.ts';
import { conflict, invalid, notFound } from './lambda-error.ts';

/** What happens to asynchronous invocations that fail. */
export interface AsyncSettings {
  readonly mostRetries: number;
  readonly mostAgeSeconds: number;
  readonly onFailureArn: string;
  readonly onSuccessArn: string;
  readonly lastModifiedMs: number;
}

/** Lambda's, where nothing is set. */
export const ASYNC_DEFAULTS: AsyncSettings = {
  mostRetries: 2,
  mostAgeSeconds: 21_600,
  onFailureArn: '',
  onSuccessArn: '',
  lastModifiedMs: 0,
};

/** A function: `$LATEST`, what was published, its aliases, and what is set for it as a whole. */
export class LocalFunction {
  readonly name: string;
  readonly latest: FunctionVersion;
  readonly #published = new Map<string, FunctionVersion>();
  readonly #aliases = new Map<string, FunctionAlias>();
  readonly tags = new Map<string, string>();
  /** Statements of the resource policy, by their id. */
  readonly policy = new Map<string, object>();
  readonly asyncSettings = new Map<string, AsyncSettings>();
  /** Undefined: it takes from what is not reserved. */
  reservedConcurrency: number | undefined;
  #lastVersion = 0;

  constructor(name: string, deployment: Deployment, nowMs: number) {
    this.name = name;
    this.latest = new FunctionVersion(name, LATEST, deployment, nowMs);
  }

  get arn(): string {
    return functionArn(this.name);
  }

  /** `$LATEST` first, then from the oldest on. */
  get versions(): readonly FunctionVersion[] {
    return [this.latest, ...this.#published.values()];
  }

  get aliases(): readonly FunctionAlias[] {
    return [...this.#aliases.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Publishes `$LATEST`; when nothing has changed since, the last version is what comes back. */
  publish(description: string | undefined, nowMs: number): { version: FunctionVersion; isNew: boolean } {
    const { shown } = this.latest;
    const last = [...this.#published.values()].at(-1);
    const compared = last && {
      ...last.shown,
      settings: { ...last.shown.settings, description: this.#publishedFrom },
    };
    if (last && compared && isSameDeployment(compared, shown)) return { version: last, isNew: false };
    this.#publishedFrom = shown.settings.description;
    const settings = { ...shown.settings, description: description || shown.settings.description };
    const version = new FunctionVersion(this.name, `${++this.#lastVersion}`, { ...shown, settings }, nowMs);
    this.#published.set(version.version, version);
    return { version, isNew: true };
  }

  /** What `$LATEST` was described with when it was published last: a version may have got a description of its own. */
  #publishedFrom = '';

  alias(name: string): FunctionAlias | undefined {
    return this.#aliases.get(name);
  }

  /** @throws ResourceNotFoundException */
  requireAlias(name: string): FunctionAlias {
    const alias = this.#aliases.get(name);
    if (alias === undefined) throw notFound(`Cannot find alias arn: ${functionArn(this.name, name)}`);
    return alias;
  }

  /** Sets it, whether it is new or not. @throws ResourceNotFoundException when a version is not there. */
  setAlias(alias: FunctionAlias): void {
    for (const version of versionsOf(alias)) this.requireVersion(version);
    this.#aliases.set(alias.name, alias);
  }

  /** @throws ResourceConflictException */
  addAlias(alias: FunctionAlias): void {
    if (this.#aliases.has(alias.name)) {
      throw conflict(`Alias already exists: ${functionArn(this.name, alias.name)}`);
    }
    this.setAlias(alias);
  }

  deleteAlias(name: string): void {
    this.#aliases.delete(name);
  }

  /** @throws ResourceNotFoundException */
  requireVersion(version: string): FunctionVersion {
    const found = version === LATEST ? this.latest : this.#published.get(version);
    if (found === undefined) throw notFound(`Function not found: ${functionArn(this.name, version)}`);
    return found;
  }

  /** The version that a qualifier means; of an alias, the main one. @throws ResourceNotFoundException */
  resolve(qualifier: string | undefined): FunctionVersion {
    if (qualifier === undefined) return this.latest;
    if (qualifier === LATEST || /^\d+$/.test(qualifier)) return this.requireVersion(qualifier);
    return this.requireVersion(this.requireAlias(qualifier).version);
  }

  /** The version that one invocation runs: an alias with a route divides them by chance. */
  choose(qualifier: string | undefined, chance: () => number): FunctionVersion {
    const route = qualifier === undefined ? undefined : this.#aliases.get(qualifier)?.route;
    if (route !== undefined && chance() < route.weight) return this.requireVersion(route.version);
    return this.resolve(qualifier);
  }

  /** @throws InvalidParameterValueException, ResourceConflictException while an alias leads to it, ResourceNotFoundException */
  deleteVersion(version: string): FunctionVersion {
    if (version === LATEST) {
      throw invalid('$LATEST version cannot be deleted without deleting the function.');
    }
    if (!/^\d+$/.test(version))
      throw invalid(`An alias is deleted with DeleteAlias, not with DeleteFunction: ${version}`);
    const found = this.requireVersion(version);
    const holder = this.aliases
      .filter((alias) => versionsOf(alias).includes(version))
      .map(({ name }) => name);
    if (holder.length > 0) {
      throw conflict(
        `Version ${version} is currently referenced by aliases: ${holder.join(', ')}. Please update or delete them first.`,
      );
    }
    this.#published.delete(version);
    return found;
  }
}
