import { guideSchema } from '@flowport/domain';
import { parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** What the connection tab keeps in its address: whose workspace is shown, and which of the guides. */
export const connectionParsers = {
  team: parseAsString.withDefault(''),
  guide: parseAsStringLiteral(guideSchema.shape.id.options).withDefault('laptop'),
};

type ConnectionState = { team: string; guide: (typeof guideSchema.shape.id.options)[number] };

export function connectionHref(stackId: string, { team, guide }: ConnectionState): string {
  const query = new URLSearchParams({ tab: 'connection' });
  if (team !== '') query.set('team', team);
  if (guide !== 'laptop') query.set('guide', guide);
  return `/stacks/${stackId}?${query}`;
}
