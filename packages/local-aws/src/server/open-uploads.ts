import { escapeXml } from './xml.ts';

interface OpenUpload {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly initiated: Date;
}

export interface ListUploadsQuery {
  readonly prefix?: string | undefined;
  readonly 'key-marker'?: string | undefined;
  readonly 'upload-id-marker'?: string | undefined;
  readonly 'max-uploads'?: string | undefined;
  readonly 'encoding-type'?: string | undefined;
}

const MOST_PER_PAGE = 1000;

/** Multipart uploads that were neither completed nor aborted, in the order in which S3 lists them: by key, then by age. */
export class OpenUploads {
  readonly #uploads = new Map<string, OpenUpload>();

  add(upload: OpenUpload): void {
    this.#uploads.set(upload.uploadId, upload);
  }

  remove(uploadId: string): void {
    this.#uploads.delete(uploadId);
  }

  /** One page, as S3 answers: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
  list(bucket: string, query: ListUploadsQuery): string {
    const { prefix = '', 'key-marker': keyMarker = '', 'upload-id-marker': idMarker = '' } = query;
    const asked = Number(query['max-uploads'] ?? MOST_PER_PAGE);
    const most = Math.min(MOST_PER_PAGE, Number.isInteger(asked) && asked > 0 ? asked : MOST_PER_PAGE);
    const all = [...this.#uploads.values()]
      .filter((upload) => upload.bucket === bucket && upload.key.startsWith(prefix))
      .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
    const marked = all.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
    const rest = marked < 0 ? all.filter(({ key }) => key > keyMarker) : all.slice(marked + 1);
    const page = rest.slice(0, most);
    return document(bucket, query, { page, isTruncated: page.length < rest.length, most });
  }
}

interface Page {
  readonly page: readonly OpenUpload[];
  readonly isTruncated: boolean;
  readonly most: number;
}

function document(bucket: string, query: ListUploadsQuery, { page, isTruncated, most }: Page): string {
  const isEncoded = query['encoding-type'] === 'url';
  const text = (key: string) => escapeXml(isEncoded ? encodeURIComponent(key) : key);
  const tag = (name: string, inside: string) => `<${name}>${inside}</${name}>`;
  const last = page.at(-1);
  const next =
    isTruncated && last
      ? tag('NextKeyMarker', text(last.key)) + tag('NextUploadIdMarker', last.uploadId)
      : '';
  const uploads = page.map(({ key, uploadId, initiated }) =>
    tag(
      'Upload',
      tag('Key', text(key)) + tag('UploadId', uploadId) + tag('Initiated', initiated.toISOString()),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${[
    tag('Bucket', bucket),
    tag('Prefix', text(query.prefix ?? '')),
    tag('KeyMarker', text(query['key-marker'] ?? '')),
    tag('UploadIdMarker', query['upload-id-marker'] ?? ''),
    next,
    tag('MaxUploads', `${most}`),
    tag('IsTruncated', `${isTruncated}`),
    isEncoded ? tag('EncodingType', 'url') : '',
    ...uploads,
  ].join('')}</ListMultipartUploadsResult>`;
}
