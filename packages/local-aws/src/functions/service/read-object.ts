import { REGION } from '../../server/address.ts';
import { invalid } from './lambda-error.ts';

/** Reads uploaded code out of S3 at an endpoint; nothing is loaded before it is needed. */
export const readObjectFrom =
  (endpoint: string | undefined) =>
  async (bucket: string, key: string): Promise<Buffer> => {
    if (endpoint === undefined) {
      throw invalid(
        `s3://${bucket}/${key}: this Lambda knows no S3; start it with s3Endpoint, or with AWS_ENDPOINT_URL_S3 in its environment`,
      );
    }
    const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const s3 = new S3Client({ endpoint, region: REGION, forcePathStyle: true, credentials });
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      const { name, message } = error as Error;
      throw invalid(`Error occurred while GetObject. S3 Error Code: ${name}. S3 Error Message: ${message}`);
    } finally {
      s3.destroy();
    }
  };
