import { stateFileSchema, stateSecrets } from '@flowport/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';
import { changeState } from '../testing/stateObject.ts';

/** A cloud that quotes what it was sent: what people, the database and its tables then hold. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.startWorker();
});
afterAll(() => stage.close());

/** Every text of every table: what somebody with a copy of the database could read. */
async function everythingStored(): Promise<string> {
  const tables = await stage.db.client.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(table_name) AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'target'`;
  const rows = await Promise.all(
    tables.map(({ name }) =>
      stage.db.client.$queryRawUnsafe<{ text: string }[]>(`SELECT t::text AS text FROM ${name} t`),
    ),
  );
  return rows
    .flat()
    .map(({ text }) => text)
    .join('\n');
}

test('a password made in the same apply, and quoted by the cloud in its refusal, is stored nowhere', async () => {
  await stage.sandbox.control('POST /faults', {
    type: 'aws_db_instance',
    code: 'InvalidParameterValue',
    message: 'The parameter MasterUserPassword is not valid: {password}. Try anything but {password}!',
  });
  const { runId } = await stage.request('quoted');
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  const run = await stage.reached(runId, ['failed']);

  let secrets: string[] = [];
  await changeState(stage.sandbox, `${stage.target.backend.workspaceKeyPrefix}/quoted/foundation.tfstate`, (state) => {
    secrets = [...stateSecrets(stateFileSchema.parse(state))].filter((secret) => secret.length >= 8);
  });
  const password = secrets.find((secret) => /^[A-Za-z0-9]{40}$/.test(secret));
  expect(password).toBeDefined();

  expect(run.error).toContain('MasterUserPassword is not valid: (hidden). Try anything but (hidden)!');
  expect(await stage.log(runId)).toContain('MasterUserPassword is not valid: (hidden). Try anything but (hidden)!');
  const stored = await everythingStored();
  expect(stored).toContain('MasterUserPassword');
  expect([...secrets, stage.target.externalId].filter((secret) => stored.includes(secret))).toEqual([]);
});
