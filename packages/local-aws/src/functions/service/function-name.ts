import { REGION } from '../../server/address.ts';
import { invalid, LambdaError } from './lambda-error.ts';

/** No account of anybody's. */
export const ACCOUNT_ID = '000000000000';

const ARN_START = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:`;
const NAME = '[A-Za-z0-9_-]{1,64}';
const QUALIFIER = '\\$LATEST|[A-Za-z0-9_-]{1,128}';

/** A name, `account:function:name`, or an ARN, each with or without a qualifier. */
const REFERENCE = new RegExp(
  `^(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):)?(?:(\\d{12}):)?(?:function:)?(${NAME})(?::(${QUALIFIER}))?$`,
);

/** What a request is about: a function, and perhaps one of its versions or aliases. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** With a version or an alias behind it when one is given. */
export const functionArn = (name: string, qualifier?: string): string =>
  `${ARN_START}${name}${qualifier === undefined ? '' : `:${qualifier}`}`;

function qualifierOf(inName: string | undefined, asked: string | undefined): string | undefined {
  if (inName !== undefined && asked !== undefined && inName !== asked) {
    throw invalid(
      `The derived qualifier from the function name does not match the specified qualifier: ${inName}, ${asked}`,
    );
  }
  return asked ?? inName;
}

/** Reads a name, a partial ARN or a full one. @throws ValidationException; InvalidParameterValueException when two qualifiers differ. */
export function parseReference(text: string, asked?: string): FunctionReference {
  const match = REFERENCE.exec(text);
  if (match === null || (asked !== undefined && !new RegExp(`^(${QUALIFIER})$`).test(asked))) {
    throw new LambdaError(
      'ValidationException',
      `1 validation error detected: Value '${match === null ? text : asked}' at '${match === null ? 'functionName' : 'qualifier'}' failed to satisfy constraint: a name, a partial or a full ARN is wanted`,
    );
  }
  const [, region, account, name = '', inName] = match;
  if (region !== undefined && region !== REGION) {
    throw new LambdaError(
      'ResourceNotFoundException',
      `Functions from '${region}' are not reachable in this region ('${REGION}')`,
    );
  }
  if (account !== undefined && account !== ACCOUNT_ID) {
    throw new LambdaError(
      'ResourceNotFoundException',
      `Function not found: ${text}; the local account is ${ACCOUNT_ID}`,
    );
  }
  return { name, qualifier: qualifierOf(inName, asked) };
}
