import { Aws } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  Subnet,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DeploySettings, NetworkSettings } from '../settings/deploy-settings.ts';
import type { Buckets } from './buckets.ts';

export interface Network {
  readonly vpc: IVpc;
  readonly subnets: readonly ISubnet[];
  readonly securityGroup: ISecurityGroup;
}

const HTTPS = Port.tcp(443);

/** Those that functions have to do with. */
function bucketArns({ input, output, error }: Buckets, { recipe }: DeploySettings): readonly string[] {
  const own = [input, output, error].map(({ bucketArn }) => bucketArn);
  return recipe === undefined ? own : [...own, `arn:${Aws.PARTITION}:s3:::${recipe.bucket}`];
}

function addEndpoints(vpc: Vpc, group: ISecurityGroup, buckets: Buckets, settings: DeploySettings): void {
  const s3 = vpc.addGatewayEndpoint('S3Endpoint', { service: GatewayVpcEndpointAwsService.S3 });
  const arns = bucketArns(buckets, settings);
  s3.addToPolicy(
    new PolicyStatement({
      sid: 'OwnBuckets',
      principals: [new AnyPrincipal()],
      actions: [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
      ],
      resources: arns.flatMap((arn) => [arn, `${arn}/*`]),
    }),
  );
  const { SQS, CLOUDWATCH_LOGS, XRAY } = InterfaceVpcEndpointAwsService;
  const services = {
    SqsEndpoint: SQS,
    LogsEndpoint: CLOUDWATCH_LOGS,
    ...(settings.tracing === 'active' && { XRayEndpoint: XRAY }),
  };
  for (const [id, service] of Object.entries(services)) {
    vpc.addInterfaceEndpoint(id, { service, securityGroups: [group], open: false });
  }
}

function makeVpc(scope: Construct, { name }: DeploySettings, { zones }: NetworkSettings & { kind: 'new' }) {
  return new Vpc(scope, 'Vpc', {
    vpcName: name,
    maxAzs: zones,
    natGateways: 0,
    // Otherwise a function that may change every security group comes with it.
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'functions', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
  });
}

/** What may be reached from the functions: anything by HTTPS, as far as the subnets lead there. */
function makeGroup(scope: Construct, vpc: IVpc): SecurityGroup {
  const group = new SecurityGroup(scope, 'FunctionsGroup', {
    vpc,
    description: 'Functions of Parquetry and the endpoints that they call',
    allowAllOutbound: false,
  });
  group.addEgressRule(Peer.anyIpv4(), HTTPS, 'S3, SQS, CloudWatch Logs');
  group.addIngressRule(group, HTTPS, 'Functions to endpoints');
  return group;
}

/** Where functions run; undefined: where Lambda puts them. */
export function addNetwork(
  scope: Construct,
  settings: DeploySettings,
  buckets: Buckets,
): Network | undefined {
  const { network } = settings;
  switch (network.kind) {
    case 'none':
      return undefined;
    case 'new': {
      const vpc = makeVpc(scope, settings, network);
      const securityGroup = makeGroup(scope, vpc as IVpc);
      addEndpoints(vpc, securityGroup, buckets, settings);
      return { vpc: vpc as IVpc, subnets: vpc.isolatedSubnets, securityGroup };
    }
    case 'existing': {
      const { vpcId, subnetIds, availabilityZones } = network;
      const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones: [...availabilityZones] });
      const subnets = subnetIds.map((id, index) => Subnet.fromSubnetId(scope, `Subnet${index + 1}`, id));
      return { vpc, subnets, securityGroup: makeGroup(scope, vpc) };
    }
    default:
      return network satisfies never;
  }
}
