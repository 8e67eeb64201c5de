import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import { BACKFILL_RESULTS } from '../settings/names.ts';
import { acknowledgeFindings } from './acknowledge-findings.ts';
import { addAlarms } from './alarms.ts';
import { addBackfillMachine } from './backfill-machine.ts';
import { addBuckets, type Buckets } from './buckets.ts';
import { type CodeSource, codeOfAssets, codeOfParameters, type NameZip } from './code-source.ts';
import { addDashboard } from './dashboard.ts';
import { addFunction, callFromQueue, type DeployedFunction } from './functions.ts';
import { addNetwork, type Network } from './network.ts';
import { notifyQueue } from './notify-queue.ts';
import { type ConvertSurroundings, planBench, planConvert } from './plan-functions.ts';
import { addWorkQueue, type WorkQueue } from './work-queue.ts';

export interface ParquetryStackProps extends StackProps {
  readonly settings: DeploySettings;
  readonly code:
    | { readonly kind: 'assets'; readonly directory: string }
    | { readonly kind: 'parameters'; readonly nameZip: NameZip };
}

/** S3 → queue → functions → S3, what watches over it, and the machine for what was there before. */
export class ParquetryStack extends Stack {
  constructor(scope: Construct, id: string, { settings, code, ...props }: ParquetryStackProps) {
    super(scope, id, { description: 'Parquetry: CSV and JSON on S3 to Parquet and Avro', ...props });
    const codeOf =
      code.kind === 'assets' ? codeOfAssets(code.directory) : codeOfParameters(this, code.nameZip);
    const buckets = addBuckets(this, settings);
    const workQueue = addWorkQueue(this, settings);
    notifyQueue(this, buckets, workQueue.queue, settings);
    const network = addNetwork(this, settings, buckets);
    const surroundings = surroundingsOf(this, settings, codeOf, { buckets, workQueue });
    const live = this.#addConverters(settings, surroundings, network);
    for (const architecture of settings.benchArchitectures) {
      addFunction(this, planBench(settings, architecture, surroundings), settings, network);
    }
    callFromQueue(this, live, workQueue.queue.queueArn, settings);
    const backfill = addBackfillMachine(this, settings, {
      functionArn: live.live.functionArn,
      resultsBucket: buckets.error.bucketName,
      resources: {
        input: { arn: buckets.input.bucketArn, prefix: settings.inputPrefix },
        results: { arn: buckets.error.bucketArn, prefix: BACKFILL_RESULTS },
        ...keyOf(settings),
      },
    });
    const watched = { live, workQueue, backfill };
    addDashboard(this, settings, watched, addAlarms(this, settings, watched));
    acknowledgeFindings(this);
    this.#tell({
      InputBucketName: buckets.input.bucketName,
      OutputBucketName: buckets.output.bucketName,
      ErrorBucketName: buckets.error.bucketName,
      QueueUrl: workQueue.queue.queueUrl,
      DeadLetterQueueUrl: workQueue.deadLetters.queueUrl,
      ConvertFunctionName: live.lambda.functionName,
      BackfillStateMachineArn: backfill.attrArn,
    });
  }

  /** The first one, which the queue calls. */
  #addConverters(
    settings: DeploySettings,
    surroundings: ConvertSurroundings,
    network: Network | undefined,
  ): DeployedFunction {
    const [first] = settings.functions.map((one, index) =>
      addFunction(this, planConvert(settings, one, index === 0, surroundings), settings, network),
    );
    return first!;
  }

  #tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

interface Parts {
  readonly buckets: Buckets;
  readonly workQueue: WorkQueue;
}

const keyOf = ({ kmsKeyArn }: DeploySettings) => (kmsKeyArn === undefined ? {} : { kmsKeyArn });

function surroundingsOf(
  { partition }: Stack,
  settings: DeploySettings,
  codeOf: CodeSource,
  { buckets: { input, output, error }, workQueue: { queue, deadLetters } }: Parts,
): ConvertSurroundings {
  const { inputPrefix, outputPrefix, recipe } = settings;
  return {
    codeOf,
    queueArn: queue.queueArn,
    places: {
      inputBucket: input.bucketName,
      outputBucket: output.bucketName,
      errorBucket: error.bucketName,
      deadLetterQueueUrl: deadLetters.queueUrl,
    },
    resources: {
      input: { arn: input.bucketArn, prefix: inputPrefix },
      output: { arn: output.bucketArn, prefix: outputPrefix },
      error: { arn: error.bucketArn, prefix: outputPrefix },
      deadLetterQueueArn: deadLetters.queueArn,
      ...keyOf(settings),
      ...(recipe && { recipeArn: `arn:${partition}:s3:::${recipe.bucket}/${recipe.key}` }),
    },
  };
}
