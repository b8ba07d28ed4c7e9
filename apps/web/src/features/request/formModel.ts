import { sections } from '@flowport/domain';
import { z } from 'zod';

/**
 * The form of a stack's parameters, read from the schema that also checks them: what can be set, under which title, with
 * which explanation and bounds. A parameter that the blueprint gains is in the form without a line here.
 */
export type FormField = LeafFormField | GroupFormField;

export type LeafFormField = FieldBase &
  (
    | { kind: 'text'; isNullable: boolean }
    | { kind: 'integer'; min: number; max: number }
    | { kind: 'choice'; options: readonly (string | number)[] }
    | { kind: 'toggle' }
    | { kind: 'several'; options: readonly string[] }
    | { kind: 'list' }
  );

export type GroupFormField = FieldBase & { kind: 'group'; fields: readonly LeafFormField[]; isOptional: boolean };

type FieldBase = { path: string; title: string; description: string | undefined };

/** In the order of the form: whose stack it is and how it is reached, then what it is made of. */
export const sectionIds = ['teams', 'endpoint', 'network', 'cluster', 'database', 'datastore', 'services'] as const;
export type SectionId = (typeof sectionIds)[number];

export const sectionTitles: Record<SectionId | 'tags', { title: string; description: string }> = {
  teams: { title: 'Teams', description: 'Who shares the stack, each with artifacts and a role of its own.' },
  endpoint: { title: 'Access', description: 'How people and programs reach the services of the stack.' },
  network: { title: 'Network', description: 'The VPC of the stack and who may reach its Kubernetes API.' },
  cluster: { title: 'Cluster', description: 'Kubernetes version, node groups, identities and control plane logs.' },
  database: { title: 'Database', description: 'RDS Postgres with the metadata of every run of every flow.' },
  datastore: { title: 'Datastore', description: 'The S3 bucket that holds the artifacts of flows.' },
  services: { title: 'Services', description: 'The Metaflow services and Argo in the cluster.' },
  tags: { title: 'Tags', description: 'Put on every AWS resource of the stack, for cost reports.' },
};

export const formModel: Record<SectionId, readonly FormField[]> = {
  teams: [fieldOf('teams', nodeOf(sections.teams))],
  endpoint: fieldsOf('endpoint', sections.endpoint),
  network: fieldsOf('network', sections.network),
  cluster: fieldsOf('cluster', sections.cluster),
  database: fieldsOf('database', sections.database),
  datastore: fieldsOf('datastore', sections.datastore),
  services: fieldsOf('services', sections.services),
};

/** Whether something at `path` belongs to a section, or to a group or list of it. */
export function isUnder(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`);
}

/** The part of JSON Schema that zod writes for our parameters. */
type Node = {
  type?: string;
  title?: string;
  description?: string;
  enum?: (string | number)[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
};

function nodeOf(schema: z.ZodType): Node {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
}

function fieldsOf(section: string, schema: z.ZodType): FormField[] {
  return Object.entries(nodeOf(schema).properties ?? {}).map(([key, node]) => fieldOf(`${section}.${key}`, node));
}

/** @throws Error for a form of parameter that no control exists for: a gap of the portal, found by its tests. */
function fieldOf(path: string, node: Node): FormField {
  const inner = node.anyOf?.find((option) => option.type !== 'null') ?? node;
  const base = { path, title: node.title ?? path, description: node.description };
  if (inner.properties) {
    const children = Object.entries(inner.properties).map(([key, child]) => fieldOf(`${path}.${key}`, child));
    return { ...base, kind: 'group', fields: leafFields(children), isOptional: node.anyOf !== undefined };
  }
  if (inner.enum) return { ...base, kind: 'choice', options: inner.enum };
  if (inner.type === 'boolean') return { ...base, kind: 'toggle' };
  if (inner.type === 'integer') {
    return { ...base, kind: 'integer', min: inner.minimum ?? 0, max: inner.maximum ?? Number.MAX_SAFE_INTEGER };
  }
  if (inner.type === 'array') {
    const options = inner.items?.enum?.map(String);
    return options ? { ...base, kind: 'several', options } : { ...base, kind: 'list' };
  }
  if (inner.type === 'string') return { ...base, kind: 'text', isNullable: node.anyOf !== undefined };
  throw new Error(`The form has no control for ${path}`);
}

/** Every field that holds a value, groups opened. */
export function leafFields(fields: readonly FormField[]): LeafFormField[] {
  return fields.flatMap((field) => (field.kind === 'group' ? field.fields : [field]));
}
