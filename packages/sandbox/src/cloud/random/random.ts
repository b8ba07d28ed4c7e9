/** The random provider: generated once, kept in Terraform's state alone. */
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import { ProviderError } from '../../providers/problems.ts';
import { assembleProvider, type Provider } from '../../providers/provider.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import schema from '../../schemas/random.gen.json' with { type: 'json' };
import type { ProviderSchema } from '../../schemas/schema.ts';
import { number, text } from '../attributes.ts';
import { petName } from './petNames.ts';

const alphabets = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numeric: '0123456789',
  special: '!@#$%&*()-_=+[]{}<>:?',
} as const;
type CharacterClass = keyof typeof alphabets;
const classes: CharacterClass[] = ['lower', 'upper', 'numeric', 'special'];

const api = { service: 'random', noun: 'random value', create: 'Create', update: 'Update', delete: 'Delete' };
const stringDefaults = {
  lower: true,
  upper: true,
  numeric: true,
  number: true,
  special: true,
  min_lower: 0,
  min_upper: 0,
  min_numeric: 0,
  min_special: 0,
};

const password: ResourceBehaviour = {
  type: 'random_password',
  api,
  place: 'state',
  forceNew: ['*'],
  defaults: stringDefaults,
  constraints: { length: { min: 1 } },
  id: () => 'none',
  create: (session, input) => {
    const result = generate(session, input);
    // The real provider keeps a bcrypt hash; here it only has bcrypt's form, since nothing verifies against it.
    const bcrypt = `$2a$10$${session.world.ids.letters(53, alphabets.lower + alphabets.upper + alphabets.numeric)}`;
    return { result, bcrypt_hash: bcrypt };
  },
  importState: (given) => ({ ...stringDefaults, id: 'none', result: given, length: given.length }),
};

const string: ResourceBehaviour = {
  type: 'random_string',
  api,
  place: 'state',
  forceNew: ['*'],
  defaults: stringDefaults,
  constraints: { length: { min: 1 } },
  id: () => '',
  create: (session, input) => {
    const result = generate(session, input);
    return { result, id: result };
  },
  importState: (given) => ({ ...stringDefaults, id: given, result: given, length: given.length }),
};

/** At least the wanted number of each class, the rest from all allowed ones, in random order. */
function generate(session: Session, input: TfObject): string {
  const { ids } = session.world;
  const allowed = classes.filter((name) => input[name] !== false);
  const alphabetOf = (name: CharacterClass) =>
    name === 'special' ? text(input.override_special) || alphabets.special : alphabets[name];
  const length = number(input.length);
  const forced = allowed.map((name) => ids.letters(number(input[`min_${name}`]), alphabetOf(name))).join('');
  if (forced.length > length) {
    throw new ProviderError(
      'Invalid Attribute Value',
      `Attribute length value must be at least the sum of the min_ attributes (${forced.length}), got: ${length}`,
      ['length'],
    );
  }
  if (allowed.length === 0)
    throw new ProviderError('Invalid Attribute Combination', 'At least one kind of character is needed.');
  const rest = ids.letters(length - forced.length, allowed.map(alphabetOf).join(''));
  return shuffle(session, forced + rest);
}

function shuffle(session: Session, value: string): string {
  return [...value]
    .map((letter) => ({ letter, order: session.world.ids.hex(8) }))
    .sort((left, right) => left.order.localeCompare(right.order))
    .map(({ letter }) => letter)
    .join('');
}

const id: ResourceBehaviour = {
  type: 'random_id',
  api,
  place: 'state',
  forceNew: ['*'],
  constraints: { byte_length: { min: 1 } },
  id: () => '',
  create: (session, input) => idValues(session.world.ids.hex(number(input.byte_length) * 2), text(input.prefix)),
  importState: (given) => {
    const hex = Buffer.from(given, 'base64url').toString('hex');
    return { byte_length: hex.length / 2, ...idValues(hex, '') };
  },
};

function idValues(hex: string, prefix: string): TfObject {
  const bytes = Buffer.from(hex, 'hex');
  return {
    id: bytes.toString('base64url'),
    b64_url: prefix + bytes.toString('base64url'),
    b64_std: prefix + bytes.toString('base64'),
    hex: prefix + hex,
    dec: prefix + BigInt(`0x${hex}`).toString(),
  };
}

const pet: ResourceBehaviour = {
  type: 'random_pet',
  api,
  place: 'state',
  forceNew: ['*'],
  defaults: { length: 2, separator: '-' },
  id: () => '',
  create: (session, input) => {
    const words = petName(session.world.ids, number(input.length, 2));
    const prefix = text(input.prefix);
    return { id: [...(prefix === '' ? [] : [prefix]), ...words].join(text(input.separator)) };
  },
};

export function randomProvider(): Provider {
  return assembleProvider({
    schema: schema as unknown as ProviderSchema,
    resources: [password, string, id, pet],
    dataSources: [],
    configure: (world) => ({
      world,
      account: world.account,
      region: world.region,
      defaultTags: {},
      callerArn: '',
      host: undefined,
      hasCredentials: false,
    }),
    locate: (session) => ({ account: session.account, scope: 'state' }),
  });
}
