import { type DeploymentScope, deploymentGrants } from '../policies/deployment-grants.ts';
import type { Grant } from '../policies/grant.ts';
import { backfillPersonGrants, cdkPersonGrants } from '../policies/person-grants.ts';
import { type PolicyDocument, policyDocument } from '../policies/policy-document.ts';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import { templateForUpload } from './template-for-upload.ts';

/** Who is to be allowed what: whoever runs CDK, what CloudFormation does for them, whoever back-fills. */
const kinds = ['cdk', 'cloudformation', 'backfill'] as const;
type Kind = (typeof kinds)[number];

const USAGE = `usage: npm run policy -w @parquetry/deploy -- ${kinds.join('|')} <account> <region>`;

const isKind = (text: string | undefined): text is Kind => kinds.some((kind) => kind === text);

function typesOf(settings: DeploySettings): readonly string[] {
  const { Resources } = templateForUpload(settings, (kind, architecture) => `${kind}-${architecture}.zip`);
  return [...new Set(Object.values(Resources).map(({ Type }) => Type))];
}

const inputBucketName = ({ inputBucket }: DeploySettings, { name, account, region }: DeploymentScope) =>
  inputBucket.kind === 'existing' ? inputBucket.name : `${name}-input-${account}-${region}`;

function grantsOf(kind: Kind, settings: DeploySettings, scope: DeploymentScope): readonly Grant[] {
  switch (kind) {
    case 'cdk':
      return cdkPersonGrants(scope);
    case 'cloudformation':
      return deploymentGrants(typesOf(settings), scope);
    case 'backfill':
      return backfillPersonGrants(scope, inputBucketName(settings, scope));
    default:
      return kind satisfies never;
  }
}

/**
 * The least policy of an arguments' kind, account and region.
 *
 * @throws TypeError with the usage.
 */
export function policyOf(args: readonly string[], settings: DeploySettings): PolicyDocument {
  const [kind, account = '', region = ''] = args;
  if (!isKind(kind) || !/^\d{12}$/.test(account) || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new TypeError(`${USAGE}\nfor example: cloudformation 111122223333 eu-central-1`);
  }
  return policyDocument(grantsOf(kind, settings, { account, region, name: settings.name }));
}
