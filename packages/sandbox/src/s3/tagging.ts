/** GetObjectTagging, PutObjectTagging, DeleteObjectTagging and the ACL that every object has. */
import { readAll } from '../http/payload.ts';
import { childNodes, childText, element, malformedXml, parseXml, text, xmlDocument } from '../http/xml.ts';
import {
  bucketOf,
  objectArn,
  param,
  requireMay,
  type S3,
  S3_NAMESPACE,
  type S3Call,
  type S3Reply,
  xmlReply,
} from './call.ts';
import { noSuchKey } from './errors.ts';
import { canonicalUserId, owner } from './list.ts';
import { checkTags } from './objectHeaders.ts';
import type { Version } from './versions.ts';

const BODY_BYTES_MAX = 64 * 1024;

function taggedVersion(s3: S3, call: S3Call, verb: string): { version: Version; headers: Record<string, string> } {
  const bucket = bucketOf(s3, call);
  const versionId = param(call, 'versionId');
  const action = `s3:${verb}Object${versionId === undefined ? '' : 'Version'}Tagging`;
  requireMay(s3, call, { action, resource: objectArn(bucket.name, call.key) });
  const version =
    versionId === undefined
      ? s3.versions.current(bucket.name, call.key)
      : s3.versions.byId(bucket.name, call.key, versionId);
  if (version === undefined || version.isMarker) throw noSuchKey(call.key);
  return { version, headers: bucket.versioning === undefined ? {} : { 'x-amz-version-id': version.versionId } };
}

export function getObjectTagging(s3: S3, call: S3Call): S3Reply {
  const { version, headers } = taggedVersion(s3, call, 'Get');
  const tags = Object.entries(version.headers.tags).map(([key, value]) =>
    element('Tag', text('Key', key), text('Value', value)),
  );
  return xmlReply(xmlDocument('Tagging', S3_NAMESPACE, element('TagSet', ...tags)), headers);
}

export async function putObjectTagging(s3: S3, call: S3Call): Promise<S3Reply> {
  const { version, headers } = taggedVersion(s3, call, 'Put');
  const root = parseXml(await readAll(call.payload.chunks(), BODY_BYTES_MAX), 'Tagging');
  const pairs = childNodes(root, 'TagSet').flatMap((set) =>
    childNodes(set, 'Tag').map((tag) => {
      const key = childText(tag, 'Key');
      if (key === undefined) throw malformedXml();
      return [key, childText(tag, 'Value') ?? ''] as const;
    }),
  );
  s3.versions.setTags(version, checkTags(pairs));
  return { status: 200, headers };
}

export function deleteObjectTagging(s3: S3, call: S3Call): S3Reply {
  const { version, headers } = taggedVersion(s3, call, 'Delete');
  s3.versions.setTags(version, {});
  return { status: 204, headers };
}

/** Owner enforced: the account owns everything, and nobody else has a grant. */
export function getAcl(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  const action = call.key === '' ? 's3:GetBucketAcl' : 's3:GetObjectAcl';
  const resource = call.key === '' ? `arn:aws:s3:::${bucket.name}` : objectArn(bucket.name, call.key);
  requireMay(s3, call, { action, resource });
  if (call.key !== '' && s3.versions.current(bucket.name, call.key)?.isMarker !== false) throw noSuchKey(call.key);
  const grantee = `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${text('ID', canonicalUserId(bucket.account))}</Grantee>`;
  return xmlReply(
    xmlDocument(
      'AccessControlPolicy',
      S3_NAMESPACE,
      owner(s3),
      element('AccessControlList', element('Grant', grantee, text('Permission', 'FULL_CONTROL'))),
    ),
  );
}
