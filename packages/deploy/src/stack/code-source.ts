import { CfnParameter } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Architecture } from '../settings/deploy-settings.ts';
import { type FunctionKind, zipFile } from '../settings/names.ts';

/** Where the code of a function comes from. */
export type CodeSource = (kind: FunctionKind, architecture: Architecture) => Code;

/** Zips that CDK uploads. */
export const codeOfAssets =
  (directory: string): CodeSource =>
  (kind, architecture) =>
    Code.fromAsset(zipFile(directory, kind, architecture));

/** The name of a zip, with a hash of what is in it: another content is another key, and so another version. */
export type NameZip = (kind: FunctionKind, architecture: Architecture) => string;

/** Zips that somebody uploads, into a bucket that is named when the template is deployed. */
export function codeOfParameters(scope: Construct, nameZip: NameZip): CodeSource {
  const bucket = new CfnParameter(scope, 'CodeBucket', { description: 'Holds the zips of the functions' });
  const prefix = new CfnParameter(scope, 'CodePrefix', {
    description: 'Of the keys of the zips: empty, or ending in /',
    default: '',
  });
  const zips = Bucket.fromBucketName(scope, 'Code', bucket.valueAsString);
  return (kind, architecture) =>
    Code.fromBucketV2(zips, `${prefix.valueAsString}${nameZip(kind, architecture)}`);
}
