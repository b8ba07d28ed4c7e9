import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';
import { claimDeliveries, makeWebhookSecret, notifyTeam, saveChannels, sealWebhookSecret } from '@flowport/db';
import { createTestDatabase, insertPortal, type Portal, type TestDatabase } from '@flowport/db/testing';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WorkerContext } from '../context.ts';
import { deliverNotifications, type Outbound } from './deliverNotifications.ts';

type Received = { headers: IncomingMessage['headers']; body: string };

const secret = randomBytes(32);
const webhookSecret = makeWebhookSecret();
const start = new Date('2026-11-24T12:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

let database: TestDatabase;
let portal: Portal;
let receiver: Server;
let received: Received[];
let answer: (response: ServerResponse) => void;
let mailServer: SMTPServer;
let mails: { from: string; to: string[]; data: string }[];
let refusesMail = false;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await insertPortal(database.db);
  receiver = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await bodyOf(request) });
    answer(response);
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => done(refusesMail ? new Error('mailbox is full') : undefined),
    onData: async (stream, { envelope }, done) => {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), data: await bodyOf(stream) });
      done();
    },
  });
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => receiver.close(resolve));
  await new Promise<void>((resolve) => mailServer.close(resolve));
  await database.drop();
});
beforeEach(async () => {
  received = [];
  mails = [];
  refusesMail = false;
  answer = (response) => response.writeHead(204).end();
  await database.db.client.notification.deleteMany();
  await channels({ url: null, mails: false });
});

const portOf = (address: AddressInfo | string | null) => (address as AddressInfo).port;
const hookUrl = () => `http://127.0.0.1:${portOf(receiver.address())}/hook`;

function channels({ url, mails }: { url: string | null; mails: boolean }): Promise<void> {
  const { id } = portal.team;
  return saveChannels(database.db, id, {
    webhookUrl: url,
    sealedSecret: url === null ? null : sealWebhookSecret(secret, id, webhookSecret),
    mailsMembers: mails,
  });
}

let keys = 0;
function tell(words: { title?: string; text?: string } = {}): Promise<boolean> {
  keys += 1;
  const { team, ids } = portal;
  const { title = 'fraud ends in 2 hours', text = 'Extend it.' } = words;
  return database.db.inTransaction((tx) =>
    notifyTeam(tx, { key: `k${keys}`, kind: 'lifetime.warning', teamId: team.id, title, text, now: start, ids }),
  );
}

async function round(now: Date, outbound: Partial<Outbound> = {}): Promise<void> {
  const context: Pick<WorkerContext, 'db' | 'now' | 'secret' | 'outbound' | 'logger'> = {
    db: database.db,
    now: () => now,
    secret,
    outbound: {
      mail: {
        smtpUrl: `smtp://127.0.0.1:${portOf(mailServer.server.address())}`,
        from: 'Flowport <flowport@example.com>',
      },
      webhooks: { loopback: true, private: false },
      portalUrl: 'https://flowport.example.com',
      ...outbound,
    },
    logger: { error: () => {}, warn: () => {}, info: () => {} },
  };
  // Deliveries use no more of a worker than that.
  await deliverNotifications.run(context as WorkerContext);
}

const deliveries = () => database.db.client.notificationDelivery.findMany({ orderBy: { id: 'asc' } });

describe('a webhook', () => {
  test('gets what happened, signed so that its receiver can prove whom it is from', async () => {
    await channels({ url: hookUrl(), mails: false });
    await tell({ text: 'Grüße "aus" <der> Küche' });
    await round(start);
    const [call] = received;
    const id = String(call?.headers['webhook-id']);
    const timestamp = String(call?.headers['webhook-timestamp']);
    expect(id).toBe((await deliveries())[0]?.id);
    expect(Number(timestamp)).toBe(start.getTime() / 1000);
    const key = Buffer.from(webhookSecret.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${call?.body}`).digest('base64');
    expect(call?.headers['webhook-signature']).toBe(`v1,${signature}`);
    expect(JSON.parse(call?.body ?? '')).toMatchObject({
      type: 'lifetime.warning',
      timestamp: start.toISOString(),
      data: {
        title: 'fraud ends in 2 hours',
        text: 'Grüße "aus" <der> Küche',
        team: { slug: 'vision' },
        url: 'https://flowport.example.com/stacks',
      },
    });
    expect(await deliveries()).toMatchObject([{ attempts: 1, deliveredAt: start, failedAt: null, error: null }]);
    await round(after(3600));
    expect(received).toHaveLength(1);
  });

  test('that is down is called again with the same id, ever later, and given up after a day with the reason', async () => {
    await channels({ url: hookUrl(), mails: false });
    answer = (response) => response.writeHead(503).end('x'.repeat(100_000));
    await tell();
    await round(start);
    await round(after(29));
    expect(received).toHaveLength(1);
    await round(after(30));
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (let hours = 0.1; hours < 30; hours += 0.5) await round(after(hours * 3600));
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ deliveredAt: null, error: expect.stringMatching(/answered 503/) });
    expect(delivery?.failedAt).not.toBeNull();
    expect(received.length).toBeGreaterThan(5);
    expect(received.length).toBeLessThan(15);
  });

  test('that comes back gets what it missed', async () => {
    await channels({ url: hookUrl(), mails: false });
    answer = (response) => response.destroy();
    await tell();
    await round(start);
    answer = (response) => response.writeHead(200).end();
    await round(after(60));
    expect(await deliveries()).toMatchObject([{ attempts: 2, deliveredAt: after(60), error: null }]);
  });

  test('that leads elsewhere is not followed', async () => {
    await channels({ url: hookUrl(), mails: false });
    answer = (response) => response.writeHead(302, { location: hookUrl() }).end();
    await tell();
    await round(start);
    expect(received).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ error: expect.stringMatching(/302; redirects are not followed/) }]);
  });

  test.each([
    ['this machine, outside of a sandbox', () => hookUrl(), /only https/],
    [
      'this machine by a name',
      () => hookUrl().replace('127.0.0.1', 'localhost').replace('http:', 'https:'),
      /not on the internet/,
    ],
    ['a private network', () => 'https://10.0.0.1/hook', /leads to 10\.0\.0\.1/],
    ['the metadata of a cloud', () => 'https://169.254.169.254/latest', /not on the internet/],
    ['an address of IPv6 that hides one of IPv4', () => 'https://[::ffff:10.0.0.1]/hook', /not on the internet/],
  ])('is not called where it leads to %s', async (_, url, reason) => {
    await channels({ url: url(), mails: false });
    await tell();
    await round(start, { webhooks: { loopback: false, private: false } });
    expect(received).toEqual([]);
    expect(await deliveries()).toMatchObject([{ failedAt: start, error: expect.stringMatching(reason) }]);
  });

  test('in a private network is called where whoever runs the workers says so', async () => {
    await channels({ url: hookUrl(), mails: false });
    await tell();
    await round(start, { webhooks: { loopback: false, private: true } });
    expect(received).toHaveLength(1);
  });

  test('whose secret was sealed with another one fails saying what to do', async () => {
    await channels({ url: hookUrl(), mails: false });
    await saveChannels(database.db, portal.team.id, {
      sealedSecret: sealWebhookSecret(randomBytes(32), portal.team.id, webhookSecret),
    });
    await tell();
    await round(start);
    expect(await deliveries()).toMatchObject([{ failedAt: start, error: expect.stringMatching(/Make a new one/) }]);
  });

  test('that a worker died at is called again by another, with the same id', async () => {
    await channels({ url: hookUrl(), mails: false });
    await tell();
    const [claimed] = await claimDeliveries(database.db, { now: start, max: 10 });
    await round(after(119));
    expect(received).toEqual([]);
    await round(after(120));
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([claimed?.id]);
  });

  test('is called once by many workers at once', async () => {
    await channels({ url: hookUrl(), mails: false });
    for (let count = 0; count < 25; count++) await tell();
    await Promise.all(Array.from({ length: 4 }, () => round(start)));
    expect(received).toHaveLength(25);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(25);
  });
});

describe('a mail', () => {
  test('goes to each member, as text, with a link', async () => {
    await channels({ url: null, mails: true });
    await tell({ text: '<b>Extend</b> it.' });
    await round(start);
    expect(mails).toMatchObject([{ from: 'flowport@example.com', to: ['requester@vision.test'] }]);
    const [mail] = mails;
    expect(mail?.data).toMatch(/^Content-Type: text\/plain/m);
    expect(mail?.data).not.toMatch(/text\/html/);
    expect(mail?.data).toContain('<b>Extend</b> it.');
    expect(mail?.data).toContain('https://flowport.example.com/stacks');
    expect(mail?.data).toMatch(/^Message-ID: <dlv_\w+@flowport>/im);
  });

  test('takes no header from what people typed', async () => {
    await channels({ url: null, mails: true });
    await tell({ title: 'fraud\r\nBcc: all@example.com\r\n\r\nbody' });
    await round(start);
    const [mail] = mails;
    expect(mail?.to).toEqual(['requester@vision.test']);
    expect(mail?.data).toMatch(/^Subject: fraud Bcc: all@example.com body/m);
    expect(mail?.data).not.toMatch(/^Bcc:/m);
  });

  test('that is not taken is sent again', async () => {
    await channels({ url: null, mails: true });
    refusesMail = true;
    await tell();
    await round(start);
    expect(await deliveries()).toMatchObject([{ failedAt: null, error: expect.stringMatching(/mailbox is full/) }]);
    refusesMail = false;
    await round(after(30));
    expect(mails).toHaveLength(1);
  });

  test('without a server fails saying what is missing', async () => {
    await channels({ url: null, mails: true });
    await tell();
    await round(start, { mail: undefined });
    expect(await deliveries()).toMatchObject([{ failedAt: start, error: expect.stringMatching(/FLOWPORT_SMTP_URL/) }]);
  });
});
