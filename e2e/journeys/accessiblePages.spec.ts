import { expectAllAccessible, type Route } from '../story/axe.ts';
import { test } from '../story/people.ts';

/** The pages that are there whether or not there are stacks. Those of stacks and runs are in accessibility.spec.ts. */
const routes: readonly Route[] = [
  ['nobody', '/sign-in'],
  ['rita', '/stacks?search=nothing-of-this-name'],
  ['rita', '/stacks/new'],
  ['otto', '/approvals'],
  ['ada', '/targets'],
  ['ada', '/targets/new'],
  ['otto', '/targets/new'],
  ['ada', '/workers'],
  ['rita', '/workers'],
  ['otto', '/audit'],
  ['rita', '/audit'],
  ['ada', '/settings'],
  ['rita', '/settings'],
  ['rita', '/notifications'],
  ['ada', '/runs/run_00000000000000000000000000'],
  ['ada', '/nowhere'],
];

test('no other page has anything that axe objects to, in both themes and on a phone', async ({ as, browser }) => {
  test.slow();
  await expectAllAccessible(routes, { as, browser });
});
