import type { TuneAnswer, TuneRecord } from '@parquetry/bench/record';
import { choiceOf } from './apply-choice.ts';

/** What a choice can be written for. */
export const SNIPPET_KINDS = ['cdk', 'terraform', 'sam', 'cli'] as const;
export type SnippetKind = (typeof SNIPPET_KINDS)[number];

interface Chosen {
  readonly name: string;
  readonly region: string;
  readonly memoryMb: number;
  readonly engine: string | null;
  readonly told: string;
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function cdk({ engine, memoryMb, told }: Chosen): string {
  const environment = engine === null ? '' : `  environment: { ENGINE: '${engine}' },\n`;
  return `new lambda.Function(this, 'Function', {\n  // … as it is\n  // ${told}\n  memorySize: ${memoryMb},\n${environment}});\n`;
}

function terraform({ engine, memoryMb, name, told }: Chosen): string {
  const environment =
    engine === null
      ? ''
      : `\n  environment {\n    variables = {\n      ENGINE = "${engine}" # beside the others\n    }\n  }\n`;
  return `resource "aws_lambda_function" "${name.replaceAll(/\W/g, '_')}" {\n  # … as it is\n  # ${told}\n  memory_size = ${memoryMb}\n${environment}}\n`;
}

function sam({ engine, memoryMb, name, told }: Chosen): string {
  const environment =
    engine === null
      ? ''
      : `      Environment:\n        Variables:\n          ENGINE: ${engine} # beside the others\n`;
  const logicalId = name.replaceAll(/[^A-Za-z0-9]/g, '');
  return `Resources:\n  ${logicalId}:\n    Type: AWS::Serverless::Function\n    Properties:\n      # ${told}\n      MemorySize: ${memoryMb}\n${environment}`;
}

/** The command can set all variables or none, so an engine is a warning of its own. */
function cli({ engine, memoryMb, name, region, told }: Chosen): string {
  const command = `aws lambda update-function-configuration --function-name ${quote(name)} --region ${region} --memory-size ${memoryMb}`;
  const note =
    engine === null
      ? ''
      : `# and ENGINE=${engine} among its variables: --environment replaces all of them, so name the others too\n`;
  return `# ${told}\n${command}\n${note}`;
}

/** The choice of a record as a piece of somebody's infrastructure code. */
export function emitChoice(record: TuneRecord, kind: SnippetKind, question?: TuneAnswer['question']): string {
  const asked = choiceOf(record, question);
  const { engine, memoryMb } = asked.choice;
  const { name } = record.function;
  const told = `${asked.question} of run ${record.runId}`;
  const chosen = { name, region: record.region, memoryMb, engine, told };
  switch (kind) {
    case 'cdk':
      return cdk(chosen);
    case 'terraform':
      return terraform(chosen);
    case 'sam':
      return sam(chosen);
    case 'cli':
      return cli(chosen);
    default:
      return kind satisfies never;
  }
}
