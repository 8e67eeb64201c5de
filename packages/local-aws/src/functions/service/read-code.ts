import { z } from 'zod';
import type { Code } from './code-store.ts';
import { parsed } from './function-settings.ts';
import { invalid } from './lambda-error.ts';
import type { ServiceParts } from './service-parts.ts';

const codeSchema = z.object({
  ZipFile: z.base64().optional(),
  S3Bucket: z.string().min(3).optional(),
  S3Key: z.string().min(1).optional(),
  S3ObjectVersion: z.undefined('versions of objects are not there locally').optional(),
  ImageUri: z.undefined('container images are not there locally').optional(),
});

/** The code that a request carries, or that lies in S3. @throws InvalidParameterValueException, InvalidZipFileException */
export async function readCode({ codes, readObject }: ServiceParts, body: unknown): Promise<Code> {
  const { ZipFile: zip, S3Bucket: bucket, S3Key: key } = parsed(codeSchema, body);
  if (zip !== undefined) return codes.add(Buffer.from(zip, 'base64'));
  if (bucket === undefined || key === undefined) throw invalid('Please provide a source for function code.');
  return codes.add(await readObject(bucket, key));
}
