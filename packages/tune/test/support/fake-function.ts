import { FakeFailure } from './fake-answer.ts';

/** What Lambda keeps of `$LATEST` or a version. */
export interface FakeConfiguration {
  FunctionName: string;
  FunctionArn: string;
  Version: string;
  MemorySize: number;
  Timeout: number;
  Description: string;
  CodeSha256: string;
  Runtime: string;
  Role: string;
  Handler: string;
  Architectures: string[];
  EphemeralStorage: { Size: number };
  Environment: { Variables: Record<string, string> };
  RevisionId: string;
  State: string;
  LastUpdateStatus: string;
  StateReason?: string;
  LastUpdateStatusReason?: string;
  SnapStart?: { ApplyOn: string };
  LoggingConfig?: Record<string, string>;
}

export interface FakeAlias {
  Name: string;
  FunctionVersion: string;
  Description: string;
}

let revision = 0;
const nextRevision = () => {
  revision += 1;
  return `revision-${revision}`;
};

/** One function: what it is, its versions and aliases, and how long its changes take. */
export class FakeFunction {
  latest: FakeConfiguration;
  readonly versions = new Map<string, FakeConfiguration>();
  readonly aliases = new Map<string, FakeAlias>();
  tags: Record<string, string> = {};
  /** Reads that still say that a change is under way. */
  readonly #pending = new Map<string, number>();
  #lastPublished = '';
  #number = 0;
  /** Environments that wait for an event, by version. */
  readonly idle = new Map<string, number>();

  constructor(latest: Partial<FakeConfiguration> & { FunctionName: string }) {
    this.latest = {
      FunctionArn: `arn:aws:lambda:eu-north-1:123456789012:function:${latest.FunctionName}`,
      Version: '$LATEST',
      MemorySize: 1024,
      Timeout: 30,
      Description: 'as its owner describes it',
      CodeSha256: 'code-1',
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::123456789012:role/worker',
      Handler: 'index.handler',
      Architectures: ['arm64'],
      EphemeralStorage: { Size: 512 },
      Environment: { Variables: { SECRET: 'kept' } },
      RevisionId: nextRevision(),
      State: 'Active',
      LastUpdateStatus: 'Successful',
      ...latest,
    };
  }

  find(qualifier: string | undefined): FakeConfiguration {
    if (qualifier === undefined || qualifier === '$LATEST') return this.latest;
    const version = this.aliases.get(qualifier)?.FunctionVersion ?? qualifier;
    const found = version === '$LATEST' ? this.latest : this.versions.get(version);
    if (!found) throw new FakeFailure(404, 'ResourceNotFoundException', `Function not found: ${qualifier}`);
    return found;
  }

  /** As a read shows it: a change is under way for one read, then it is done. */
  show(configuration: FakeConfiguration): FakeConfiguration {
    const left = this.#pending.get(configuration.Version) ?? 0;
    if (left === 0) return configuration;
    this.#pending.set(configuration.Version, left - 1);
    const isLatest = configuration.Version === '$LATEST';
    return { ...configuration, ...(isLatest ? { LastUpdateStatus: 'InProgress' } : { State: 'Pending' }) };
  }

  requireSettled(): void {
    if ((this.#pending.get('$LATEST') ?? 0) > 0) {
      throw new FakeFailure(409, 'ResourceConflictException', 'An update is in progress for resource');
    }
  }

  update(change: Partial<FakeConfiguration>, expected: string | undefined): FakeConfiguration {
    this.requireSettled();
    if (expected !== undefined && expected !== this.latest.RevisionId) {
      throw new FakeFailure(412, 'PreconditionFailedException', 'The RevisionId provided does not match');
    }
    this.latest = { ...this.latest, ...change, RevisionId: nextRevision() };
    this.#pending.set('$LATEST', 1);
    return this.latest;
  }

  publish(description: string | undefined): FakeConfiguration {
    this.requireSettled();
    const { CodeSha256, Environment, MemorySize, Timeout } = this.latest;
    const content = JSON.stringify({ CodeSha256, Environment, MemorySize, Timeout });
    if (content === this.#lastPublished) return this.versions.get(String(this.#number))!;
    this.#lastPublished = content;
    this.#number += 1;
    const Version = String(this.#number);
    const version: FakeConfiguration = {
      ...this.latest,
      Version,
      FunctionArn: `${this.latest.FunctionArn}:${Version}`,
      Description: description ?? this.latest.Description,
      RevisionId: nextRevision(),
    };
    this.versions.set(Version, version);
    this.#pending.set(Version, 1);
    return version;
  }

  createAlias(alias: FakeAlias): FakeAlias {
    if (this.aliases.has(alias.Name)) {
      throw new FakeFailure(409, 'ResourceConflictException', `Alias already exists: ${alias.Name}`);
    }
    this.aliases.set(alias.Name, alias);
    return alias;
  }

  findAlias(name: string): FakeAlias {
    const found = this.aliases.get(name);
    if (!found) throw new FakeFailure(404, 'ResourceNotFoundException', `Cannot find alias ${name}`);
    return found;
  }

  deleteVersion(version: string): void {
    const isAliased = [...this.aliases.values()].some((alias) => alias.FunctionVersion === version);
    if (isAliased) throw new FakeFailure(409, 'ResourceConflictException', 'an alias points to it');
    if (!this.versions.delete(version)) {
      throw new FakeFailure(404, 'ResourceNotFoundException', `Function not found: ${version}`);
    }
  }

  /** Whether the next event of a version begins an environment. */
  begins(version: string): boolean {
    const idle = this.idle.get(version) ?? 0;
    this.idle.set(version, Math.max(0, idle - 1));
    return idle === 0;
  }

  frees(version: string): void {
    this.idle.set(version, (this.idle.get(version) ?? 0) + 1);
  }
}
