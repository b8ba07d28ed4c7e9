/** One function per RPC of the protocol: decodes, hands over, encodes, and turns refusals into diagnostics. */
import type { BlockSchema } from '../schemas/schema.ts';
import type { ApiNames, ResourceBehaviour } from './behaviour.ts';
import { checkConstraints } from './constraints.ts';
import { withoutUnknowns } from './fill.ts';
import {
  createObject,
  deleteObject,
  importObject,
  PartialApply,
  readObject,
  type Subject,
  updateObject,
} from './lifecycle.ts';
import { planChange } from './plan.ts';
import { type AttributeStep, type Diagnostic, diagnose } from './problems.ts';
import type { Provider } from './provider.ts';
import type { Connection } from './server.ts';
import { decodeBlockValue, encodeValue, isWhollyKnown, type TfObject, type WireValue } from './wire/values.ts';
import type { World } from './world.ts';

type Typed = { type_name: string };
type Answer = { diagnostics: Diagnostic[] };
type Handler<Request, Response> = (connection: Connection, request: Request, signal: AbortSignal) => Promise<Response>;

export type Handlers = {
  GetMetadata: Handler<object, object>;
  GetProviderSchema: Handler<object, object>;
  GetResourceIdentitySchemas: Handler<object, object>;
  ValidateProviderConfig: Handler<{ config: WireValue }, Answer>;
  ConfigureProvider: Handler<{ config: WireValue }, Answer>;
  ValidateResourceConfig: Handler<Typed & { config: WireValue }, Answer>;
  ValidateDataResourceConfig: Handler<Typed & { config: WireValue }, Answer>;
  UpgradeResourceState: Handler<Typed & { raw_state: WireValue | null }, Answer & { upgraded_state: WireValue }>;
  ReadResource: Handler<
    Typed & { current_state: WireValue; private: Uint8Array },
    Answer & { new_state: WireValue; private: Uint8Array }
  >;
  PlanResourceChange: Handler<
    Typed & { prior_state: WireValue; proposed_new_state: WireValue; config: WireValue; prior_private: Uint8Array },
    Answer & {
      planned_state: WireValue;
      requires_replace: { steps: AttributeStep[] }[];
      planned_private: Uint8Array;
    }
  >;
  ApplyResourceChange: Handler<
    Typed & { prior_state: WireValue; planned_state: WireValue; config: WireValue; planned_private: Uint8Array },
    Answer & { new_state: WireValue; private: Uint8Array }
  >;
  ImportResourceState: Handler<
    Typed & { id: string },
    Answer & { imported_resources: { type_name: string; state: WireValue }[] }
  >;
  ReadDataSource: Handler<Typed & { config: WireValue }, Answer & { state: WireValue }>;
  StopProvider: Handler<object, { Error: string }>;
};

export function createHandlers(provider: Provider, world: World): Handlers {
  const resource = (type: string): { behaviour: ResourceBehaviour; block: BlockSchema } => {
    const behaviour = provider.resources.get(type);
    const block = provider.schema.resources[type];
    if (behaviour === undefined || block === undefined) throw new Error(`${type} is not a type of ${provider.name}`);
    return { behaviour, block };
  };
  const subjectOf = (connection: Connection, type: string): Subject => {
    if (connection.session === undefined) throw new Error(`${type} was asked for before the provider was configured`);
    return { provider, session: connection.session, ...resource(type) };
  };
  const about = (verb: Parameters<typeof diagnose>[1]['verb'], api: ApiNames, subject: string) => ({
    verb,
    api,
    subject,
    requestId: world.ids.uuid(),
  });

  return {
    GetMetadata: async () => ({
      server_capabilities: { get_provider_schema_optional: true },
      data_sources: [...provider.dataSources.keys()].map((type_name) => ({ type_name })),
      resources: [...provider.resources.keys()].map((type_name) => ({ type_name })),
    }),
    // The bytes come from the service definition's serializer.
    GetProviderSchema: async () => ({}),
    GetResourceIdentitySchemas: async () => ({ diagnostics: [] }),
    ValidateProviderConfig: async () => ({ diagnostics: [] }),

    ConfigureProvider: async (connection, { config }) => {
      connection.stop = new AbortController();
      const decoded = decodeBlockValue(config, provider.schema.provider) ?? {};
      try {
        connection.session = provider.configure(world, decoded);
        return { diagnostics: [] };
      } catch (error) {
        return { diagnostics: [diagnose(error, about('reading', providerApi(provider.name), ''))] };
      }
    },

    ValidateResourceConfig: async (_connection, { type_name, config }) => {
      const { behaviour, block } = resource(type_name);
      return { diagnostics: checkConstraints(behaviour, decodeBlockValue(config, block) ?? {}) };
    },
    ValidateDataResourceConfig: async () => ({ diagnostics: [] }),

    UpgradeResourceState: async (_connection, { type_name, raw_state }) => {
      const { block } = resource(type_name);
      return { upgraded_state: encodeValue(decodeBlockValue(raw_state, block)), diagnostics: [] };
    },

    ReadResource: async (connection, { type_name, current_state, private: kept }, signal) => {
      const subject = subjectOf(connection, type_name);
      const current = decodeBlockValue(current_state, subject.block) ?? {};
      try {
        const found = await readObject(subject, current, signal);
        return { new_state: encodeValue(found), private: kept, diagnostics: [] };
      } catch (error) {
        const problem = diagnose(error, about('reading', subject.behaviour.api, nameOf(current)));
        return { new_state: encodeValue(current), private: kept, diagnostics: [problem] };
      }
    },

    PlanResourceChange: async (connection, request) => {
      const subject = subjectOf(connection, request.type_name);
      const { block } = subject;
      const proposed = decodeBlockValue(request.proposed_new_state, block);
      const kept = { planned_private: request.prior_private, diagnostics: [] };
      if (proposed === null) return { planned_state: encodeValue(null), requires_replace: [], ...kept };
      const config = decodeBlockValue(request.config, block) ?? {};
      const prior = decodeBlockValue(request.prior_state, block);
      const result = planChange(subject.session, subject.behaviour, block, { prior, proposed, config });
      return {
        planned_state: encodeValue(result.planned),
        requires_replace: result.requiresReplace.map((steps) => ({ steps })),
        ...kept,
      };
    },

    ApplyResourceChange: async (connection, request, signal) => {
      const subject = subjectOf(connection, request.type_name);
      const { block, behaviour } = subject;
      const prior = decodeBlockValue(request.prior_state, block);
      const planned = decodeBlockValue(request.planned_state, block);
      const kept = { private: request.planned_private };
      const verb = planned === null ? 'deleting' : prior === null ? 'creating' : 'updating';
      try {
        const state = await applyChange(subject, prior, planned, signal);
        return { new_state: encodeValue(state), ...kept, diagnostics: [] };
      } catch (error) {
        const isPartial = error instanceof PartialApply;
        const problem = diagnose(isPartial ? error.cause : error, about(verb, behaviour.api, nameOf(planned ?? prior)));
        return { new_state: encodeValue(isPartial ? error.state : prior), ...kept, diagnostics: [problem] };
      }
    },

    ImportResourceState: async (connection, { type_name, id }) => {
      const subject = subjectOf(connection, type_name);
      try {
        const state = importObject(subject, id);
        return { imported_resources: [{ type_name, state: encodeValue(state) }], diagnostics: [] };
      } catch (error) {
        return {
          imported_resources: [],
          diagnostics: [diagnose(error, about('importing', subject.behaviour.api, id))],
        };
      }
    },

    ReadDataSource: async (connection, { type_name, config }) => {
      const behaviour = provider.dataSources.get(type_name);
      const block = provider.schema.dataSources[type_name];
      const { session } = connection;
      if (behaviour === undefined || block === undefined || session === undefined) {
        throw new Error(`the data source ${type_name} cannot be read`);
      }
      const decoded = decodeBlockValue(config, block) ?? {};
      try {
        const computed = behaviour.read(session, withoutUnknowns(decoded));
        return { state: encodeValue({ ...decoded, ...computed }), diagnostics: [] };
      } catch (error) {
        const problem = diagnose(error, about('reading', providerApi(type_name), nameOf(decoded)));
        return { state: encodeValue(null), diagnostics: [problem] };
      }
    },

    StopProvider: async (connection) => {
      connection.stop.abort();
      return { Error: '' };
    },
  };
}

async function applyChange(
  subject: Subject,
  prior: TfObject | null,
  planned: TfObject | null,
  signal: AbortSignal,
): Promise<TfObject | null> {
  if (planned === null) {
    if (prior !== null) await deleteObject(subject, prior, signal);
    return null;
  }
  const state =
    prior === null ? await createObject(subject, planned, signal) : await updateObject(subject, planned, prior, signal);
  if (!isWhollyKnown(state)) throw new Error(`${subject.behaviour.type} has values that are unknown after the apply`);
  return state;
}

function nameOf(value: TfObject | null): string {
  const metadata = Array.isArray(value?.metadata) ? value.metadata[0] : undefined;
  const nested = typeof metadata === 'object' && metadata !== null && 'name' in metadata ? metadata.name : undefined;
  const found = [value?.name, value?.id, value?.bucket, nested].find((name) => typeof name === 'string' && name !== '');
  return typeof found === 'string' ? found : '';
}

function providerApi(noun: string): ApiNames {
  return { service: noun, noun, create: 'Create', update: 'Update', delete: 'Delete' };
}
