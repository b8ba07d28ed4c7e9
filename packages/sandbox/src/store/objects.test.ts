import { describe, expect, it } from 'vitest';
import { type CloudObject, openObjectStore } from './objects.ts';

const object = (id: string, attributes: Record<string, unknown> = {}): CloudObject => ({
  account: '1',
  scope: 'us-west-2',
  type: 'aws_vpc',
  id,
  attributes,
  createdAt: '2026-01-01T00:00:00.000Z',
});

describe('the object store', () => {
  it('keeps what was put, and when it was first put', () => {
    const store = openObjectStore(':memory:');
    store.put(object('a', { n: 1 }));
    store.put({ ...object('a', { n: 2 }), createdAt: '2027-01-01T00:00:00.000Z' });
    expect(store.get(object('a'))).toEqual(object('a', { n: 2 }));
    store.close();
  });

  it('lists by any part of the key, and by what attributes mention', () => {
    const store = openObjectStore(':memory:');
    store.put(object('a', { vpc_id: 'vpc-1' }));
    store.put({ ...object('b', { vpc_id: 'vpc-2' }), account: '2' });
    expect(store.list({ account: '2' }).map(({ id }) => id)).toEqual(['b']);
    expect(store.mentioning({ type: 'aws_vpc' }, 'vpc-1').map(({ id }) => id)).toEqual(['a']);
    expect(store.counts()).toEqual({ aws_vpc: 2 });
    store.close();
  });

  it('undoes a transaction that throws, with those inside it', () => {
    const store = openObjectStore(':memory:');
    const work = () =>
      store.transaction(() => {
        store.transaction(() => store.put(object('a')));
        throw new Error('no');
      });
    expect(work).toThrow('no');
    expect(store.list({})).toEqual([]);
    store.close();
  });

  it('wakes who waits for a removal, and whom nothing wakes when time is up', async () => {
    const store = openObjectStore(':memory:');
    const never = new AbortController().signal;
    store.put(object('a'));
    const woken = store.nextRemoval(60_000, never);
    store.remove(object('a'));
    await woken;
    await store.nextRemoval(1, never);
    store.close();
  });
});
