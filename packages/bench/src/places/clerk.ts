/** The process in which the lab puts objects into the local stack and reads them back: its credentials are those of the stack. */
import { openS3, s3Settings } from '@parquetry/s3';
import { serveRequest } from '../sampling/serve-request.ts';
import { carryObjects } from './carry-objects.ts';
import type { ClerkAnswer, ClerkRequest } from './clerk-request.ts';

serveRequest(async (request: ClerkRequest): Promise<ClerkAnswer> => {
  await using store = openS3(s3Settings.parse({}));
  return await carryObjects(store, request);
});
