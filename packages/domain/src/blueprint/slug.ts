import { z } from 'zod';
import { rule } from './rules.ts';

const reservedStarts = ['aws', 'amazon', 'cognito', 'xn-', 'sthree'];
/** Names of Terraform's own workspace and of our routes. */
const reservedSlugs = ['default', 'new', 'flowport', 'state', 'api', 'admin'];

/**
 * A stack's slug is its Terraform workspace and the stem of every name in AWS (`mf-<slug>-…`), so the narrowest of
 * AWS's rules applies: 3 to 20 characters, see the longest derived names in infra's naming test.
 */
export const slugSchema = z
  .string()
  .superRefine((slug, context) => {
    const refuse = (name: string, message: string, remedy: string) =>
      context.addIssue({ code: 'custom', ...rule(name, message, remedy) });
    if (slug.length < 3) return refuse('slug_length', 'Too short.', 'Use 3 to 20 characters.');
    if (slug.length > 20)
      return refuse(
        'slug_length',
        `Too long: ${slug.length} characters.`,
        'Use 3 to 20 characters; AWS names are built from it.',
      );
    if (!/^[a-z][a-z0-9-]*[a-z0-9]$/.test(slug)) {
      return refuse(
        'slug_form',
        'Only lower-case letters, digits and hyphens; a letter first, no hyphen last.',
        'Write it as fraud-models.',
      );
    }
    if (slug.includes('--')) return refuse('slug_form', 'Two hyphens in a row are not allowed.', 'Use one hyphen.');
    const start = reservedStarts.find((reserved) => slug.startsWith(reserved));
    if (start)
      return refuse(
        'slug_reserved',
        `Names that begin with "${start}" are reserved by AWS.`,
        'Choose another beginning.',
      );
    if (reservedSlugs.includes(slug))
      refuse('slug_reserved', `The name "${slug}" is reserved.`, 'Choose another name.');
  })
  .meta({
    title: 'Name',
    description: 'Names the stack everywhere: in URLs, in AWS and as Terraform workspace. It cannot be changed later.',
  });
