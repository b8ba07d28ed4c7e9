import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, answerOf, openTestPortal, origin, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const raw = async (path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Answer> => {
  const headers = { authorization: `Bearer ${portal.tokenOf('rita')}`, ...init.headers };
  return answerOf(await portal.api.rest(new Request(`${origin}/api/v1${path}`, { ...init, headers })));
};
const post = (
  path: string,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Record<string, string> = {},
) => raw(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, duplex: 'half' });

describe('a body', () => {
  it('over 100 KB is refused with 413, and nothing is stored', async () => {
    const before = await portal.db.client.stack.count();
    const body = JSON.stringify(portal.request({ description: 'x'.repeat(100_000) }));
    expect(await post('/stacks', body)).toMatchObject({
      status: 413,
      body: {
        code: 'payload_too_large',
        message: 'The body is larger than 100 KB. Send less at once.',
        issues: [{ rule: 'body_size', remedy: expect.any(String) }],
        requestId: expect.stringMatching(/^req_/),
      },
    });
    expect(await portal.db.client.stack.count()).toBe(before);
  });

  it('that hides its length is read no further than the limit', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 10_000;
        controller.enqueue(new Uint8Array(10_000).fill(32));
      },
    });
    expect((await post('/stacks', endless)).status).toBe(413);
    expect(sent).toBeLessThan(200_000);
  });

  it('just below the limit is judged by its content', async () => {
    const body = JSON.stringify(portal.request({ description: 'x'.repeat(99_000) }));
    const answer = await post('/stacks', body);
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: 'description', rule: 'too_big' }] } });
  });

  it.each([
    ['cut off', '{"slug": "fraud"'],
    ['no JSON', 'slug=fraud'],
    ['with a comment', '{"slug": "fraud" /* x */}'],
  ])('that is %s is refused with 400', async (_name, body) => {
    expect(await post('/stacks', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', issues: [{ rule: 'json' }], message: expect.stringMatching(/is not JSON/) },
    });
  });

  it.each(['[]', '"text"', '17', 'null'])('that is no object is refused with 400: %s', async (body) => {
    expect(await post('/stacks', body)).toMatchObject({ status: 400, body: { issues: [{ rule: 'invalid_type' }] } });
  });

  it('of another type is refused with 400', async () => {
    const answer = await post('/stacks', 'slug=fraud', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ rule: 'content_type' }] } });
  });

  it('that is not UTF-8 is refused with 400', async () => {
    expect(await post('/stacks', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))).toMatchObject({
      status: 400,
      body: { issues: [{ rule: 'utf8' }] },
    });
  });

  it('cannot contradict the path', async () => {
    const answer = await post('/runs/run_00000000000000000000000000/cancel', '{"runId":"run_1"}');
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: 'runId', rule: 'unknown_field' }] } });
  });

  it('cannot reach the prototype', async () => {
    const answer = await post('/estimates', '{"preset":"small","__proto__":{"admin":true}}');
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: '__proto__', rule: 'unknown_field' }] } });
    const inside = await post('/estimates', '{"preset":"small","parameters":{"constructor":{"prototype":{}}}}');
    expect(inside.status).toBe(400);
  });

  it('is not coerced: a number is no text', async () => {
    const answer = await post('/stacks', JSON.stringify(portal.request({ slug: 12345 })));
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: 'slug', rule: 'invalid_type' }] } });
  });
});

describe('a path', () => {
  it('that leads nowhere is 404 and says where to look', async () => {
    expect(await raw('/nothing')).toMatchObject({
      status: 404,
      body: { code: 'not_found', message: expect.stringMatching(/openapi\.json/) },
    });
  });

  it('that knows other methods says which', async () => {
    const answer = await raw('/tokens', { method: 'PUT', body: '{}' });
    expect(answer).toMatchObject({ status: 404, body: { message: expect.stringMatching(/it takes GET, POST/) } });
  });

  it('with a broken escape is 400', async () => {
    expect((await raw('/slugs/%E0%A4%A')).status).toBe(400);
  });

  it('takes no parameters that it does not know', async () => {
    expect((await raw('/viewer?debug=1')).body.issues).toMatchObject([{ path: 'debug', rule: 'unknown_field' }]);
    expect((await post('/estimates?debug=1', '{"preset":"small"}')).status).toBe(400);
  });
});

describe('an answer', () => {
  it('is kept by nobody and carries the request id', async () => {
    const { headers } = await raw('/viewer', { headers: { 'x-request-id': 'trace-1234' } });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toBe('trace-1234');
    const forged = await raw('/viewer', { headers: { 'x-request-id': 'a b"<script>' } });
    expect(forged.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{20}$/);
  });

  it('to a token that is not good is 401', async () => {
    for (const authorization of ['Bearer fp_nothing', 'Bearer x', 'Bearer']) {
      expect((await raw('/viewer', { headers: { authorization } })).status, authorization).toBe(401);
    }
  });

  it('to something unexpected says nothing of it and is logged once', async () => {
    await portal.db.client.$executeRaw`ALTER TABLE team RENAME TO team_gone`;
    const { status, body } = await raw('/teams');
    await portal.db.client.$executeRaw`ALTER TABLE team_gone RENAME TO team`;
    expect(status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(body)).not.toMatch(/team|relation|select|prisma/i);
    const logged = portal.logged.filter(({ fields }) => fields.requestId === body.requestId);
    expect(logged).toHaveLength(1);
    expect(logged[0]?.fields.err).toBeInstanceOf(Error);
  });
});

describe('the document', () => {
  it('is open to everybody and names this portal', async () => {
    const response = await portal.api.rest(new Request(`${origin}/api/v1/openapi.json`));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ openapi: '3.1.0', servers: [{ url: `${origin}/api/v1` }] });
  });
});
