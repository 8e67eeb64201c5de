import type { BackfillSettings } from '../settings/deploy-settings.ts';
import { BACKFILL_RESULTS } from '../settings/names.ts';
import type { BackfillInput } from './backfill-input.ts';

/** What stands in the definition for what is known only when it is deployed; the same words in CloudFormation and Terraform. */
export const FUNCTION_ARN = `\${convertFunctionArn}`;
export const RESULTS_BUCKET = `\${resultsBucket}`;

export interface BackfillDefinitionOptions {
  /** The longest that an invocation takes. */
  readonly timeoutSeconds: number;
  /** Of what an input leaves open. */
  readonly backfill: BackfillSettings;
}

type State = Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception */
const LAMBDA_IS_BUSY = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
];

const retry = () => [
  {
    ErrorEquals: LAMBDA_IS_BUSY,
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    MaxAttempts: 10,
    JitterStrategy: 'FULL',
  },
  {
    // Also what the function throws when not all is done: what is done already is done again to the same outputs.
    ErrorEquals: ['States.TaskFailed', 'States.Timeout'],
    IntervalSeconds: 10,
    BackoffRate: 2,
    MaxDelaySeconds: 300,
    MaxAttempts: 3,
    JitterStrategy: 'FULL',
  },
];

/** Of a whole batch; Step Functions hands it over as `Items`, and what all batches share as `BatchInput`. */
const convertBatch = ({ timeoutSeconds }: BackfillDefinitionOptions): State => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: {
    FunctionName: FUNCTION_ARN,
    // A list of objects is an event like any other: what fails for good goes to the dead letters.
    'Payload.$': '$.Items',
  },
  TimeoutSeconds: timeoutSeconds + 30,
  Retry: retry(),
  ResultSelector: { 'jobs.$': '$.Payload.jobs' },
  End: true,
});

type ItemSource = BackfillInput['from'];

const LIST_OBJECTS = 'arn:aws:states:::s3:listObjectsV2';
const GET_OBJECT = 'arn:aws:states:::s3:getObject';

function itemReader(source: ItemSource): State {
  switch (source) {
    case 'prefix':
      return { Resource: LIST_OBJECTS, Parameters: { 'Bucket.$': '$.bucket', 'Prefix.$': '$.prefix' } };
    case 'csv':
      return {
        Resource: GET_OBJECT,
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { 'Bucket.$': '$.list.bucket', 'Key.$': '$.list.key' },
      };
    case 'json':
      return {
        Resource: GET_OBJECT,
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { 'Bucket.$': '$.list.bucket', 'Key.$': '$.list.key' },
      };
    default:
      return source satisfies never;
  }
}

/** A listing tells the size as well, which spares the function a request; a list tells the key. */
const itemSelector = (source: ItemSource): State => ({
  'bucket.$': "States.Format('s3://{}', $.bucket)",
  ...(source === 'prefix'
    ? { 'key.$': '$$.Map.Item.Value.Key', 'bytes.$': '$$.Map.Item.Value.Size' }
    : { 'key.$': '$$.Map.Item.Value.key' }),
});

/** Names are unique in the whole machine. */
const batchName = (source: ItemSource) => `Convert batch of ${source}`;

const mapOver = (source: ItemSource, options: BackfillDefinitionOptions): State => ({
  Type: 'Map',
  Label: `Over${source[0]!.toUpperCase()}${source.slice(1)}`,
  ItemReader: itemReader(source),
  ItemSelector: itemSelector(source),
  ItemBatcher: { MaxItemsPerBatchPath: '$.batchObjects', MaxInputBytesPerBatch: 200_000 },
  MaxConcurrencyPath: '$.maxConcurrency',
  ToleratedFailurePercentagePath: '$.toleratedFailurePercent',
  ItemProcessor: {
    // Standard: an invocation may take 15 minutes, an express child 5.
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: batchName(source),
    States: { [batchName(source)]: convertBatch(options) },
  },
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: {
      Bucket: RESULTS_BUCKET,
      'Prefix.$': `States.Format('${BACKFILL_RESULTS}{}', $$.Execution.Name)`,
    },
  },
  End: true,
});

const SOURCES = ['prefix', 'csv', 'json'] as const satisfies readonly ItemSource[];
const mapName = (source: ItemSource) => `Convert all of ${source === 'prefix' ? source : `${source} list`}`;

/**
 * The state machine that converts everything below a prefix, or of a list, in batches: a Distributed Map in the States
 * Language, https://states-language.net/spec.html. Its input is a {@link BackfillInput}.
 */
export const backfillDefinition = (options: BackfillDefinitionOptions) => ({
  Comment: 'Converts every object below a prefix, or of a list, in batches',
  StartAt: 'Defaults',
  States: {
    Defaults: {
      Type: 'Pass',
      Parameters: { defaults: options.backfill, 'input.$': '$' },
      Next: 'Fill in',
    },
    'Fill in': {
      Type: 'Pass',
      Parameters: { 'filled.$': 'States.JsonMerge($.defaults, $.input, false)' },
      OutputPath: '$.filled',
      Next: 'What to convert',
    },
    'What to convert': {
      Type: 'Choice',
      Choices: SOURCES.map((source) => ({
        Variable: '$.from',
        StringEquals: source,
        Next: mapName(source),
      })),
      Default: 'Unknown input',
    },
    ...Object.fromEntries(SOURCES.map((source) => [mapName(source), mapOver(source, options)])),
    'Unknown input': {
      Type: 'Fail',
      Error: 'UnknownInput',
      Cause: `"from" has to be one of ${SOURCES.join(', ')}; parquetry run backfill writes such an input`,
    },
  },
});
