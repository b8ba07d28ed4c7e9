import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '@flowport/domain';
import { isLoopback, isPublic } from './address.ts';

export type WebhookCall = {
  url: string;
  /** As it was told to the team: `whsec_` and the key in base64. */
  secret: string;
  /** The same at every attempt, so that a receiver can tell a repetition. */
  id: string;
  body: string;
  now: Date;
};

/** Where a webhook may lead besides the internet, over https. */
export type WebhookReach = {
  /** This very machine, also without encryption: for a sandbox. */
  loopback: boolean;
  /** Private networks. */
  private: boolean;
};

/** What a receiver may take to answer. */
const timeoutMilliseconds = 10_000;

/**
 * Posts a JSON body, signed as Standard Webhooks does (https://www.standardwebhooks.com). The address that is connected
 * to is the one that was looked at, so that a name cannot lead elsewhere in between; redirects are not followed.
 * @throws AppError `invalid_input` when it may not be called at all, `unavailable` when it was not taken.
 */
export async function callWebhook(call: WebhookCall, reach: WebhookReach): Promise<void> {
  const url = new URL(call.url);
  const addresses = await addressesOf(url);
  for (const address of addresses) requireReachable(url, address, reach);
  const timestamp = String(Math.floor(call.now.getTime() / 1000));
  const status = await post(url, addresses, {
    body: call.body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Flowport',
      'webhook-id': call.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature(call, timestamp),
    },
  });
  if (status >= 200 && status < 300) return;
  // The receiver says that it is gone for good.
  if (status === 410) throw new AppError('invalid_input', `${url.host} answered 410: it wants no more of this.`);
  const hint = status >= 300 && status < 400 ? '; redirects are not followed, so give the final address' : '';
  throw new AppError('unavailable', `${url.host} answered ${status}${hint}.`);
}

function signature({ id, body, secret }: WebhookCall, timestamp: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

async function addressesOf(url: URL): Promise<string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (cause) {
    throw new AppError('unavailable', `${url.host} is not known in the DNS.`, { cause });
  }
}

/** @throws AppError `invalid_input`. */
function requireReachable(url: URL, address: string, reach: WebhookReach): void {
  const isHere = isLoopback(address) && (reach.loopback || reach.private);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) {
    throw new AppError('invalid_input', `${url.host} is not called: only https:// is.`);
  }
  if (isHere || isPublic(address) || reach.private) return;
  throw new AppError(
    'invalid_input',
    `${url.host} is not called: it leads to ${address}, which is not on the internet. Whoever runs the workers may allow it by FLOWPORT_WEBHOOK_PRIVATE_ALLOWED=1.`,
  );
}

function post(
  url: URL,
  addresses: readonly string[],
  { body, headers }: { body: string; headers: Record<string, string> },
): Promise<number> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const fail = (cause: Error) => {
      const why = signal.aborted
        ? `did not answer in ${timeoutMilliseconds / 1000} s`
        : `cannot be reached (${cause.message})`;
      reject(new AppError('unavailable', `${url.host} ${why}.`, { cause }));
    };
    const call = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        // Neither a pool nor a name that is looked up again.
        agent: false,
        lookup: pinned(addresses),
        signal,
      },
      (response) => {
        // What it says beside the status is of no use here, however long it is.
        response.destroy();
        resolve(response.statusCode ?? 0);
      },
    );
    call.on('error', fail);
    call.end(body);
  });
}

function pinned(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, callback) => {
    if (all) return callback(null, known);
    callback(null, known[0]?.address ?? '', known[0]?.family ?? 4);
  };
}
