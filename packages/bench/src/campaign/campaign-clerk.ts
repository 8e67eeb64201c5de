/** The process in which a campaign puts its sources and judges what became of them: its credentials are those of the stack. */
import { openS3, type S3Store, s3Settings } from '@parquetry/s3';
import { inLanes } from '../run/in-lanes.ts';
import { serveRequest } from '../sampling/serve-request.ts';
import type { CampaignClerkAnswer, CampaignClerkRequest } from './campaign-clerk-request.ts';
import { judgeLake } from './judge/judge-lake.ts';
import { planSources } from './sources/plan-sources.ts';
import { sourceText } from './sources/source-text.ts';

const LANES = 8;

async function* bodyOf(content: Uint8Array) {
  yield content;
}

async function put(
  store: S3Store,
  { lake, counts, seed }: Extract<CampaignClerkRequest, { do: 'put' }>,
): Promise<CampaignClerkAnswer> {
  const { bucket, prefix } = lake.from;
  const planned = planSources(counts, seed);
  const sources = await inLanes(LANES, planned, async (source) => {
    const { key } = source;
    const { bytes, etag } = await store.write(
      { bucket, key: prefix + key },
      bodyOf(sourceText(source, seed)),
    );
    return { key, bytes, etag };
  });
  return { did: 'put', sources, rows: planned.reduce((sum, { rows }) => sum + rows, 0) };
}

serveRequest(async (request: CampaignClerkRequest): Promise<CampaignClerkAnswer> => {
  await using store = openS3(s3Settings.parse({}));
  switch (request.do) {
    case 'put':
      return await put(store, request);
    case 'judge': {
      const { lake, sources, writers, uploads } = request;
      const listUploads = store.listUploads.bind(store);
      const judgement = await judgeLake({ store, lake, sources, writers, uploads, listUploads });
      return { did: 'judge', judgement };
    }
    default:
      return request satisfies never;
  }
});
