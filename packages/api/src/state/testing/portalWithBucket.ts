import { afterAll } from 'vitest';
import { openTestPortal, type TestPortal } from '../../testing/portal.ts';
import { openTestBucket } from './bucket.ts';

/** A portal whose state bucket is filled by hand, for the tests of one file. To be awaited at the top of the file. */
export async function portalWithBucket(): Promise<{
  portal: TestPortal;
  bucket: Awaited<ReturnType<typeof openTestBucket>>;
}> {
  const bucket = await openTestBucket();
  const portal = await openTestPortal({ archives: bucket.archives });
  afterAll(async () => {
    await portal.close();
    await bucket.close();
  });
  return { portal, bucket };
}
