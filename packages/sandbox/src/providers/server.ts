/**
 * Serves one provider over Terraform's plugin protocol 6 on a TCP port of the loopback.
 *
 * Many Terraform processes use it at the same time with different provider blocks, so the configuration belongs to the
 * connection: on TCP the peer's address is unique per connection, and every instance of a provider opens its own.
 */
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { createHandlers, type Handlers } from './handlers.ts';
import { onFreePort } from './ports.ts';
import type { Provider } from './provider.ts';
import { schemaMessage } from './wire/schemaMessage.ts';
import type { Session, World } from './world.ts';

export type Connection = {
  session: Session | undefined;
  /** Fires when Terraform asks the provider to stop. */
  stop: AbortController;
};

export type ProviderServer = { port: number; close(): Promise<void> };

/** Listens on `port`, or on a free one when it is 0 or taken. */
export async function serveProvider(provider: Provider, world: World, port: number): Promise<ProviderServer> {
  const server = new grpc.Server({
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
  const connections = new Map<string, Connection>();
  server.addService(serviceDefinition(provider), implementation(createHandlers(provider, world), connections));
  const bound = await onFreePort(port, (candidate) => bind(server, candidate));
  return {
    port: bound,
    close: async () => {
      for (const connection of connections.values()) connection.stop.abort();
      server.forceShutdown();
    },
  };
}

function bind(server: grpc.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

function serviceDefinition(provider: Provider): grpc.ServiceDefinition {
  const definition = loadSync(join(import.meta.dirname, 'wire/tfplugin6.proto'), {
    keepCase: true,
    longs: Number,
    enums: Number,
    defaults: true,
  });
  // The loader's types do not tell services from messages; this name is a service in our own file.
  const service = { ...(definition['tfplugin6.Provider'] as grpc.ServiceDefinition) };
  const method = service.GetProviderSchema;
  if (method === undefined) throw new Error('tfplugin6.proto has no GetProviderSchema');
  // Every Terraform process asks for the schema, and encoding it takes longer than everything else in a small plan.
  const encoded = method.responseSerialize(schemaMessage(provider.schema));
  return { ...service, GetProviderSchema: { ...method, responseSerialize: () => encoded } };
}

function implementation(handlers: Handlers, connections: Map<string, Connection>): grpc.UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (call: grpc.ServerUnaryCall<unknown, object>, callback: grpc.sendUnaryData<object>) => {
        const connection = connectionOf(connections, call.getPeer(), name);
        const cancelled = new AbortController();
        let isAnswered = false;
        // Every call ends with this event; only one that nobody waits for any more is to be stopped.
        call.on('cancelled', () => {
          if (!isAnswered) cancelled.abort();
        });
        const signal = AbortSignal.any([connection.stop.signal, cancelled.signal]);
        // Each handler declares the request of its own method, which the loader decoded by our .proto.
        const run = handler as (connection: Connection, request: unknown, signal: AbortSignal) => Promise<object>;
        run(connection, call.request, signal).then(
          (response) => {
            isAnswered = true;
            callback(null, response);
          },
          (error: unknown) => {
            isAnswered = true;
            callback(internalFault(name, error));
          },
        );
      },
    ]),
  );
}

function connectionOf(connections: Map<string, Connection>, peer: string, method: string): Connection {
  const known = connections.get(peer);
  // A new process may get the port of a dead one; it starts with the schema or the configuration.
  if (known !== undefined && !(method === 'ConfigureProvider' && known.stop.signal.aborted)) return known;
  const connection = { session: undefined, stop: new AbortController() };
  connections.set(peer, connection);
  return connection;
}

/** A bug of the sandbox: said as such on stderr and in Terraform's output, never disguised as AWS's refusal. */
function internalFault(method: string, error: unknown): Partial<grpc.StatusObject> & { code: grpc.status } {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`sandbox: ${method} failed inside the sandbox: ${text}\n`);
  return { code: grpc.status.INTERNAL, details: `the sandbox itself failed in ${method}: ${text}` };
}
