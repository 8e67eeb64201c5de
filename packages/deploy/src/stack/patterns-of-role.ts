import { Stack } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';

type Resolved =
  | string
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly string[] }
  | { readonly 'Fn::Join': readonly [string, readonly Resolved[]] };

interface Statement {
  readonly Resource: Resolved | readonly Resolved[];
}

/** As cdk-nag names it: `<Bucket.Arn>/in/*`. */
function textOf(resolved: Resolved): string {
  if (typeof resolved === 'string') return resolved;
  if ('Ref' in resolved) return `<${resolved.Ref}>`;
  if ('Fn::GetAtt' in resolved) return `<${resolved['Fn::GetAtt'].join('.')}>`;
  const [separator, parts] = resolved['Fn::Join'];
  return parts.map(textOf).join(separator);
}

const listOf = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T]);

export interface RolePatterns {
  readonly managedPolicies: readonly string[];
  /** Those with a pattern behind a name; one that is nothing but a pattern is not among them. */
  readonly resources: readonly string[];
}

/** What of a role's policies reaches beyond single resources. */
export function patternsOfRole(role: CfnRole): RolePatterns {
  const resolve = (value: unknown) => Stack.of(role).resolve(value);
  const policies: readonly { policyDocument: { Statement: readonly Statement[] } }[] =
    resolve(role.policies) ?? [];
  const resources = policies
    .flatMap(({ policyDocument }) => policyDocument.Statement)
    .flatMap(({ Resource }) => listOf(Resource))
    .map(textOf);
  const managed: readonly Resolved[] = resolve(role.managedPolicyArns) ?? [];
  return {
    managedPolicies: managed.map(textOf),
    resources: resources.filter((one) => one.includes('*') && one !== '*'),
  };
}
