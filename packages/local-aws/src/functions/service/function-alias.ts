import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { functionArn } from './function-name.ts';
import { parsed } from './function-settings.ts';
import { LATEST } from './function-version.ts';
import { invalid } from './lambda-error.ts';

/** A second version that takes a share of the invocations. */
interface Route {
  readonly version: string;
  /** From 0 to 1. */
  readonly weight: number;
}

export interface FunctionAlias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly route: Route | undefined;
  readonly revisionId: string;
}

const versionSchema = z.string().regex(/^(\$LATEST|[0-9]+)$/);

const updateSchema = z.object({
  FunctionVersion: versionSchema.optional(),
  Description: z.string().max(256).optional(),
  RoutingConfig: z
    .object({ AdditionalVersionWeights: z.record(versionSchema, z.number().min(0).max(1)).optional() })
    .optional(),
});
const createSchema = updateSchema.extend({
  Name: z.string().regex(/^(?![0-9]+$)[A-Za-z0-9_-]{1,128}$/),
  FunctionVersion: versionSchema,
});

function routeOf(weights: Readonly<Record<string, number>> = {}): Route | undefined {
  const routes = Object.entries(weights);
  if (routes.length > 1)
    throw invalid('Number of items in AdditionalVersionWeights cannot be greater than 1');
  const [version, weight] = routes[0] ?? [];
  return version === undefined || weight === undefined ? undefined : { version, weight };
}

function requireRoutable({ version, route }: FunctionAlias): FunctionAlias['route'] {
  if (route === undefined) return undefined;
  if (version === LATEST || route.version === LATEST) {
    throw invalid('$LATEST is not supported for an alias pointing to more than 1 version');
  }
  if (version === route.version) {
    throw invalid(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration`,
    );
  }
  return route;
}

function merge(before: FunctionAlias, update: z.infer<typeof updateSchema>): FunctionAlias {
  const alias = {
    ...before,
    version: update.FunctionVersion ?? before.version,
    description: update.Description ?? before.description,
    route: update.RoutingConfig ? routeOf(update.RoutingConfig.AdditionalVersionWeights) : before.route,
    revisionId: randomUUID(),
  };
  return { ...alias, route: requireRoutable(alias) };
}

/** @throws InvalidParameterValueException */
export function createAlias(body: unknown): FunctionAlias {
  const { Name: name, ...update } = parsed(createSchema, body);
  return merge({ name, version: '', description: '', route: undefined, revisionId: '' }, update);
}

/** @throws InvalidParameterValueException */
export const updateAlias = (before: FunctionAlias, body: unknown): FunctionAlias =>
  merge(before, parsed(updateSchema, body));

/** Every version that it leads to. */
export const versionsOf = ({ version, route }: FunctionAlias): readonly string[] =>
  route === undefined ? [version] : [version, route.version];

/** Lambda's AliasConfiguration. */
export const describeAlias = (functionName: string, alias: FunctionAlias): object => ({
  AliasArn: functionArn(functionName, alias.name),
  Name: alias.name,
  FunctionVersion: alias.version,
  Description: alias.description,
  ...(alias.route && {
    RoutingConfig: { AdditionalVersionWeights: { [alias.route.version]: alias.route.weight } },
  }),
  RevisionId: alias.revisionId,
});
