/** AWS's JSON protocol: the operation in `x-amz-target`, parameters and results as JSON. */
import { z } from 'zod';
import type { AwsCall } from './awsCall.ts';
import { AwsError } from './awsError.ts';

export type JsonOperation = (call: AwsCall) => unknown;

/** @returns the JSON document @throws AwsError UnknownOperationException and whatever the operation refuses */
export function callJsonService(operations: Readonly<Record<string, JsonOperation>>, call: AwsCall): string {
  const name = call.request.headers.get('x-amz-target')?.split('.').at(-1) ?? '';
  const operation = operations[name];
  if (operation === undefined) {
    throw new AwsError('UnknownOperationException', 400, `The sandbox does not serve the operation ${name}.`);
  }
  return JSON.stringify(operation(call));
}

/** @throws AwsError SerializationException, ValidationException */
export function readJsonBody<Schema extends z.ZodType>(call: AwsCall, schema: Schema): z.infer<Schema> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(call.body.toString('utf8') || '{}');
  } catch (cause) {
    throw new AwsError('SerializationException', 400, 'The request is not JSON.', { cause });
  }
  const result = schema.safeParse(parsed);
  if (!result.success) throw new AwsError('ValidationException', 400, z.prettifyError(result.error));
  return result.data;
}
