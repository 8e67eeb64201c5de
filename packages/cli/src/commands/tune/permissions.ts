import {
  checkPermissions,
  type Hook,
  type Permission,
  requiredPolicy,
  type TuneRequest,
} from '@parquetry/tune';
import { formatTable } from '../../terminal/format.ts';
import type { TunePlace } from './open-place.ts';

/** Functions that prepare invocations, as ARNs. */
function hookArns({ hooks }: TuneRequest, { facts }: TunePlace): string[] {
  const beside = facts.arn.slice(0, facts.arn.lastIndexOf(':'));
  const functionsOf = (hook: Hook | undefined) => (hook?.kind === 'function' ? [hook.name] : []);
  return [...functionsOf(hooks?.before), ...functionsOf(hooks?.after)].map((name) =>
    name.startsWith('arn:') ? name : `${beside}:${name}`,
  );
}

const policyRequest = (place: TunePlace, request: TuneRequest) => ({
  isCopy: request.isCopy,
  hooks: hookArns(request, place),
});

/** The least policy for a tune, as JSON. */
export const policyText = (place: TunePlace, request: TuneRequest): string =>
  JSON.stringify(requiredPolicy(place.facts, policyRequest(place, request)), null, 2);

export const checkAllowed = (
  place: TunePlace,
  request: TuneRequest,
  signal: AbortSignal,
): Promise<Permission[]> =>
  checkPermissions(place.clients, place.facts, policyRequest(place, request), signal);

export const permissionsTable = (permissions: readonly Permission[]): string =>
  formatTable([
    ['action', 'verdict', 'because'],
    ...permissions.map(({ action, because, status }) => [action, status, because]),
  ]);
