import { z } from 'zod';

/**
 * An error or warning of Terraform. `snippet.values` of the source is dropped on purpose: it quotes the values of
 * expressions, which may be what a user wants to keep to himself even where Terraform knows of no secret.
 */
export const diagnosticSchema = z
  .object({
    severity: z.enum(['error', 'warning']),
    summary: z.string(),
    detail: z.string().default(''),
    address: z.string().optional(),
    range: z.object({ filename: z.string(), start: z.object({ line: z.number().int() }) }).optional(),
    snippet: z
      .object({
        context: z.string().nullish(),
        code: z.string(),
        highlight_start_offset: z.number().int().default(0),
      })
      .optional(),
  })
  .transform((raw) => ({
    severity: raw.severity,
    summary: raw.summary,
    detail: raw.detail,
    address: raw.address ?? null,
    file: raw.range?.filename ?? null,
    line: raw.range?.start.line ?? null,
    context: raw.snippet?.context ?? null,
    code: raw.snippet === undefined ? null : excerpt(raw.snippet.code, raw.snippet.highlight_start_offset),
  }));
export type Diagnostic = z.output<typeof diagnosticSchema>;

const excerptCharactersMax = 160;

/** Machine-written JSON may be one line of any length: only what is around the marked place is of use. */
function excerpt(code: string, marked: number): string {
  if (code.length <= excerptCharactersMax) return code;
  const start = Math.max(0, Math.min(marked, code.length) - excerptCharactersMax / 4);
  const end = start + excerptCharactersMax;
  return `${start > 0 ? '…' : ''}${code.slice(start, end)}${end < code.length ? '…' : ''}`;
}
