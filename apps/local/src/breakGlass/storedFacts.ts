import { type Database, getTarget, listStacks, type StackRecord, type TargetRow } from '@flowport/db';
import { AppError } from '@flowport/domain';
import type { BreakGlassFacts } from './script.ts';

export type StoredStack = { stack: StackRecord; target: TargetRow };

/**
 * A stack by its name, as the database knows it.
 * @throws AppError `not_found`; `conflict` when several targets have one of this name and none is chosen.
 */
export async function findStack(db: Database, slug: string, targetName?: string): Promise<StoredStack> {
  const found = (await listStacks(db, { search: slug, includeGone: false, sort: 'slug', direction: 'asc' })).filter(
    (stack) => stack.slug === slug && (targetName === undefined || stack.target.name === targetName),
  );
  const [stack, other] = found;
  if (!stack) {
    const where = targetName === undefined ? '' : ` in the target ${targetName}`;
    throw new AppError('not_found', `The database knows no stack ${slug}${where}. Look at its name again.`);
  }
  if (other) {
    const names = found.map(({ target }) => target.name).join(', ');
    throw new AppError('conflict', `Several targets have a stack ${slug}: ${names}. Name one by --target.`);
  }
  const target = await getTarget(db, stack.target.id);
  if (!target) throw new AppError('internal', `The stack ${slug} has no target any more.`);
  return { stack, target };
}

/** @param sandboxFile where the sandbox of this machine says that it listens. */
export function storedFacts({ stack, target }: StoredStack, sandboxFile: string, source: string): BreakGlassFacts {
  const { region, backend, deployerRoleArn, externalId } = target;
  return {
    slug: stack.slug,
    region,
    backend,
    cloud:
      target.kind === 'sandbox'
        ? { kind: 'sandbox', file: sandboxFile }
        : { kind: 'aws', roleArn: deployerRoleArn, externalId },
    source,
  };
}
