/** DeleteObjects: up to 1,000 deletes in one request, each with an outcome of its own. */
import { AwsError } from '../http/awsError.ts';
import { readAll } from '../http/payload.ts';
import { childNodes, childText, element, malformedXml, parseXml, text, xmlDocument } from '../http/xml.ts';
import type { Bucket } from './buckets.ts';
import { bucketOf, objectArn, requireMay, type S3, S3_NAMESPACE, type S3Call, type S3Reply, xmlReply } from './call.ts';
import { bareEtag } from './conditions.ts';

const BODY_BYTES_MAX = 2 * 1024 ** 2;
const OBJECTS_MAX = 1000;

type Wanted = { key: string; versionId: string | undefined; etag: string | undefined };

export async function deleteObjects(s3: S3, call: S3Call): Promise<S3Reply> {
  const bucket = bucketOf(s3, call);
  const { wanted, isQuiet } = readWanted(await readAll(call.payload.chunks(), BODY_BYTES_MAX));
  const outcomes = wanted.map((one) => deleteOne(s3, call, { bucket, ...one, isQuiet }));
  return xmlReply(xmlDocument('DeleteResult', S3_NAMESPACE, ...outcomes));
}

function readWanted(body: Buffer): { wanted: Wanted[]; isQuiet: boolean } {
  const root = parseXml(body, 'Delete');
  const nodes = childNodes(root, 'Object');
  if (nodes.length === 0 || nodes.length > OBJECTS_MAX) throw malformedXml();
  const wanted = nodes.map((node) => {
    const key = childText(node, 'Key');
    if (key === undefined || key === '') throw malformedXml();
    const etag = childText(node, 'ETag');
    return { key, versionId: childText(node, 'VersionId'), etag: etag === undefined ? undefined : bareEtag(etag) };
  });
  return { wanted, isQuiet: childText(root, 'Quiet')?.trim() === 'true' };
}

function deleteOne(s3: S3, call: S3Call, target: Wanted & { bucket: Bucket; isQuiet: boolean }): string {
  const { bucket, key, versionId, etag, isQuiet } = target;
  try {
    const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
    requireMay(s3, call, { action, resource: objectArn(bucket.name, key) });
    const condition = etag === undefined ? undefined : ({ kind: 'ifMatch', etag } as const);
    const removal = s3.versions.remove({ bucket, key, versionId, condition });
    if (isQuiet) return '';
    return element(
      'Deleted',
      text('Key', key),
      text('VersionId', versionId),
      removal.isMarker ? text('DeleteMarker', true) + text('DeleteMarkerVersionId', removal.versionId) : '',
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return element(
      'Error',
      text('Key', key),
      text('VersionId', versionId),
      text('Code', error.code),
      text('Message', error.message),
    );
  }
}
