import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { startTestServer, type TestServer } from './testServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for databases. */
    flowportTestDatabases: string;
  }
}

type Counter = { url: string; close: () => Promise<void>; projects: number };
declare global {
  // A project loads its own copy of this module; the counter is what all copies of one process share.
  var flowportTestCounter: Promise<Counter> | undefined;
}

/**
 * vitest's global setup. The server starts when the first test file asks for a database, so that runs of pure tests
 * cost nothing, and it is shared by all projects of the run.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  globalThis.flowportTestCounter ??= openCounter();
  const counter = await globalThis.flowportTestCounter;
  counter.projects += 1;
  project.provide('flowportTestDatabases', counter.url);
  return async () => {
    counter.projects -= 1;
    if (counter.projects > 0) return;
    globalThis.flowportTestCounter = undefined;
    await counter.close();
  };
}

/** `POST /` answers with the connection string of a new database, `DELETE /` drops the one that its body names. */
async function openCounter(): Promise<Counter> {
  let server: Promise<TestServer> | undefined;
  const handle = async (method: string | undefined, body: string): Promise<string> => {
    server ??= startTestServer();
    if (method === 'POST') return (await server).clone();
    await (await server).drop(body);
    return '';
  };
  const http = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      handle(request.method, body).then(
        (answer) => response.end(answer),
        (error: unknown) => {
          response.statusCode = 500;
          response.end(error instanceof Error ? `${error.message}\n${String(error.cause ?? '')}` : String(error));
        },
      );
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has an address and a port.');
  const close = async () => {
    http.closeAllConnections();
    http.close();
    await (await server)?.stop();
  };
  return { url: `http://127.0.0.1:${address.port}/`, close, projects: 0 };
}
