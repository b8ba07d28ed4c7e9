import { errorCodes } from '@flowport/domain';
import { z } from 'zod';

const refusalSchema = z.object({
  code: z.enum(Object.keys(errorCodes) as (keyof typeof errorCodes)[]),
  message: z.string(),
});

/** An answer of the API as it is, but a refusal as plain text, for downloads that a browser opens by itself. */
export async function plainRefusal(response: Response): Promise<Response> {
  if (response.status < 400 || response.body === null) return response;
  const { data } = refusalSchema.safeParse(await response.json());
  const text = data ? `${errorCodes[data.code].title}. ${data.message}\n` : 'This did not work.\n';
  return new Response(text, {
    status: response.status,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}
