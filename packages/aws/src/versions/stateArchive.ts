import { DeleteObjectCommand, GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import {
  AppError,
  configurationKey,
  type Layer,
  type StateBackend,
  type StateDocument,
  stateDocumentSchema,
  stateKey,
} from '@flowport/domain';
import type { AwsCaller } from '../credentials/credentials.ts';
import { httpStatus } from '../credentials/refusal.ts';
import { openBucket } from '../state/bucket.ts';
import { type LockFile, lockFileSchema } from '../state/lockFile.ts';

/** One version of a layer's state object, as the bucket lists it. A removal is a delete marker: the state was gone then. */
export type ObjectVersion = {
  versionId: string;
  writtenAt: Date;
  bytes: number;
  isPresent: boolean;
  isRemoval: boolean;
};

/** A lock, and what names this very object: a lock that is put there later has another token. */
export type HeldLock = { lock: LockFile; token: string };

/** What a bucket remembers of one target's states: older versions, locks, and the configuration last applied. */
export type StateArchive = {
  /** Newest first. @param page.cursor the version after which to go on. */
  listVersions(
    slug: string,
    layer: Layer,
    page: { cursor?: string | undefined; limit: number },
  ): Promise<{ versions: ObjectVersion[]; nextCursor: string | null }>;
  /** With all that is in it, secrets included. @throws AppError `not_found`; `conflict` for one that cannot be read. */
  readVersion(slug: string, layer: Layer, versionId: string): Promise<StateDocument>;
  /** The state that Terraform reads now; undefined where there is none. */
  readPresent(slug: string, layer: Layer): Promise<StateDocument | undefined>;
  /** The bytes as they lie there, as they arrive. */
  openVersion(slug: string, layer: Layer, versionId: string): Promise<ReadableStream<Uint8Array>>;
  readLock(slug: string, layer: Layer): Promise<HeldLock | undefined>;
  /**
   * Removes exactly the lock object that has the token.
   * @returns `changed` when another one lies there now, `gone` when none does; then nothing was removed.
   */
  removeLock(slug: string, layer: Layer, token: string): Promise<'removed' | 'changed' | 'gone'>;
  /** Keeps the layer's configuration beside its state, for when Flowport and its database are gone. */
  putConfiguration(slug: string, layer: Layer, text: string): Promise<void>;
  removeConfiguration(slug: string, layer: Layer): Promise<void>;
  close(): void;
};

const whenDenied =
  'Check that the deployer role may list the versions of the state bucket and get, put and delete objects and get versions under its prefix (s3:ListBucketVersions, s3:GetObjectVersion).';

/** @throws from every method AppError `credentials_refused` or `unavailable`, saying which object could not be reached. */
export function stateArchive({ caller, backend }: { caller: AwsCaller; backend: StateBackend }): StateArchive {
  const { bucket, workspaceKeyPrefix: prefix } = backend;
  const { client, attempt, put, remove } = openBucket({
    caller,
    backend,
    whenDenied,
    // Somebody waits for a page; a bucket that does not answer is to be told and not waited for.
    requestHandler: { connectionTimeout: 3000 },
  });
  const keyOf = (slug: string, layer: Layer) => stateKey(prefix, slug, layer);
  /** Undefined where there is no such object or version; a bucket that is not there is a failure. */
  const get = (key: string, versionId?: string) =>
    attempt(`reading s3://${bucket}/${key}`, async () => {
      try {
        return await client.send(
          new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            ...(versionId === undefined ? {} : { VersionId: versionId }),
          }),
        );
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    });
  const getVersion = async (slug: string, layer: Layer, versionId: string) => {
    const answer = await get(keyOf(slug, layer), versionId);
    if (answer?.Body) return answer.Body;
    throw new AppError(
      'not_found',
      `The state of ${slug}/${layer} has no version ${versionId} that could be read; it may have been removed. Reload the list of versions.`,
    );
  };

  return {
    async listVersions(slug, layer, { cursor, limit }) {
      const key = keyOf(slug, layer);
      const page = await attempt(`listing the versions of s3://${bucket}/${key}`, () =>
        client.send(
          new ListObjectVersionsCommand({
            Bucket: bucket,
            Prefix: key,
            MaxKeys: limit,
            ...(cursor === undefined ? {} : { KeyMarker: key, VersionIdMarker: cursor }),
          }),
        ),
      );
      const listed = [
        ...(page.Versions ?? []).map((version) => ({ ...version, isRemoval: false })),
        ...(page.DeleteMarkers ?? []).map((marker) => ({ ...marker, Size: 0, isRemoval: true })),
      ];
      // The prefix fits the lock's key as well, which comes after all versions of the state.
      const versions = listed
        .filter((version) => version.Key === key)
        .map((version) => ({
          versionId: version.VersionId ?? 'null',
          writtenAt: version.LastModified ?? new Date(0),
          bytes: version.Size ?? 0,
          isPresent: version.IsLatest === true && !version.isRemoval,
          isRemoval: version.isRemoval,
          isLatest: version.IsLatest === true,
        }))
        .sort((a, b) => Number(b.isLatest) - Number(a.isLatest) || b.writtenAt.getTime() - a.writtenAt.getTime())
        .map(({ isLatest: _, ...version }) => version);
      const goesOn = page.IsTruncated === true && page.NextKeyMarker === key;
      return { versions, nextCursor: goesOn ? (page.NextVersionIdMarker ?? null) : null };
    },
    async readVersion(slug, layer, versionId) {
      const body = await getVersion(slug, layer, versionId);
      return parseState(await body.transformToString(), `${slug}/${layer}, version ${versionId}`);
    },
    async readPresent(slug, layer) {
      const text = await (await get(keyOf(slug, layer)))?.Body?.transformToString();
      return text === undefined || text === '' ? undefined : parseState(text, `${slug}/${layer}`);
    },
    async openVersion(slug, layer, versionId) {
      return (await getVersion(slug, layer, versionId)).transformToWebStream();
    },
    async readLock(slug, layer) {
      const key = `${keyOf(slug, layer)}.tflock`;
      const answer = await get(key);
      const text = await answer?.Body?.transformToString();
      if (text === undefined) return undefined;
      return { lock: parseLock(text, `s3://${bucket}/${key}`), token: answer?.ETag ?? '' };
    },
    removeLock: (slug, layer, token) => {
      const key = `${keyOf(slug, layer)}.tflock`;
      return attempt(`removing the lock s3://${bucket}/${key}`, async () => {
        try {
          await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: token }));
          return 'removed';
        } catch (error) {
          if (isAbsent(error)) return 'gone';
          if (httpStatus(error) === 412 || httpStatus(error) === 409) return 'changed';
          throw error;
        }
      });
    },
    putConfiguration: (slug, layer, text) =>
      put(
        configurationKey(prefix, slug, layer),
        { body: text, contentType: 'application/json' },
        'keeping the configuration',
      ),
    removeConfiguration: (slug, layer) => remove(configurationKey(prefix, slug, layer)),
    close: () => client.destroy(),
  };
}

const absences = new Set(['NoSuchKey', 'NoSuchVersion', 'MethodNotAllowed', 'NotFound']);

/** A delete marker that is asked for by its id answers 405; a version id that S3 never gave, 400. */
function isAbsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'NoSuchBucket') return false;
  return absences.has(error.name) || (error.name === 'InvalidArgument' && httpStatus(error) === 400);
}

function parseLock(text: string, place: string): LockFile {
  try {
    return lockFileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('conflict', `The lock ${place} is not one that Terraform wrote. Look at the object.`, { cause });
  }
}

function parseState(text: string, which: string): StateDocument {
  try {
    return stateDocumentSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError(
      'conflict',
      `The state of ${which} cannot be read: it is no state of version 4, which is what Flowport knows. Look at the object in the bucket.`,
      { cause },
    );
  }
}
