import type { DeploymentScope } from './deployment-grants.ts';
import type { Grant } from './grant.ts';

/** What somebody needs who deploys by CDK: to take on the roles that `cdk bootstrap` has made. */
export const cdkPersonGrants = ({ account, region }: DeploymentScope): readonly Grant[] => [
  {
    sid: 'RolesOfCdk',
    actions: ['sts:AssumeRole'],
    resources: ['deploy-role', 'file-publishing-role', 'lookup-role'].map(
      (role) => `arn:aws:iam::${account}:role/cdk-hnb659fds-${role}-${account}-${region}`,
    ),
  },
];

/** What `parquetry run backfill` needs. */
export function backfillPersonGrants(
  { account, region, name }: DeploymentScope,
  inputBucket: string,
): readonly Grant[] {
  const arn = (kind: string) => `arn:aws:states:${region}:${account}:${kind}:${name}-backfill`;
  return [
    { sid: 'CountSources', actions: ['s3:ListBucket'], resources: [`arn:aws:s3:::${inputBucket}`] },
    { sid: 'Start', actions: ['states:StartExecution'], resources: [arn('stateMachine')] },
    {
      sid: 'WatchAndStop',
      actions: ['states:DescribeExecution', 'states:ListMapRuns', 'states:StopExecution'],
      resources: [`${arn('execution')}:*`],
    },
    { sid: 'WatchMaps', actions: ['states:DescribeMapRun'], resources: [`${arn('mapRun')}/*`] },
  ];
}
