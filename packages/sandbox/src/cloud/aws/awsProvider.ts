/** The aws provider: all families together, and what its configuration means. */
import { ProviderError } from '../../providers/problems.ts';
import { assembleProvider, type Provider } from '../../providers/provider.ts';
import { isUnknown, type TfObject } from '../../providers/wire/values.ts';
import type { Session, World } from '../../providers/world.ts';
import schema from '../../schemas/aws.gen.json' with { type: 'json' };
import type { ProviderSchema } from '../../schemas/schema.ts';
import { block, text, textMap, texts } from '../attributes.ts';
import { vpcResources } from './ec2Vpc.ts';
import { regionOf } from './place.ts';

export function awsProvider(): Provider {
  const served = schema as unknown as ProviderSchema;
  const resources = [...vpcResources];
  return assembleProvider({
    schema: {
      ...served,
      dataSources: {},
      resources: Object.fromEntries(
        Object.entries(served.resources).filter(([type]) => resources.some((r) => r.type === type)),
      ),
    },
    resources,
    dataSources: [],
    configure,
    locate: (session, behaviour, attributes) => ({
      account: session.account,
      scope: behaviour.place === 'global' ? 'global' : regionOf(session, attributes),
    }),
  });
}

/**
 * `allowed_account_ids` decides which account's objects the connection sees, so that one sandbox can stand in for
 * several accounts.
 */
function configure(world: World, config: TfObject): Session {
  if (isUnknown(config.region)) {
    throw new ProviderError('invalid AWS Region: the region is not known before the apply');
  }
  const accounts = texts(config.allowed_account_ids);
  const account = accounts[0] ?? world.account;
  if (!/^\d{12}$/.test(account)) throw new ProviderError(`invalid account id "${account}": must be 12 digits`);
  return {
    world,
    account,
    region: text(config.region) || world.region,
    defaultTags: textMap(block(config.default_tags).tags),
    host: undefined,
  };
}
