import {
  AppError,
  fieldIssues,
  overlayParameters,
  type ParameterOverrides,
  refusedChanges,
  type StackParameters,
  type StackStatus,
  stackParametersSchema,
} from '@flowport/domain';

/**
 * Lays what was asked for over `base` and checks the whole.
 * @throws AppError `invalid_input` whose paths begin with `parameters.`, as the fields stand in the request.
 */
export function wantedParameters(base: StackParameters, overrides: ParameterOverrides): StackParameters {
  const parsed = stackParametersSchema.safeParse(overlayParameters(base, overrides));
  if (parsed.success) return parsed.data;
  const issues = fieldIssues(parsed.error).map((issue) => ({ ...issue, path: `parameters.${issue.path}` }));
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  throw new AppError('invalid_input', `While checking the parameters: ${first?.path}: ${first?.message}${more}`, {
    issues,
    cause: parsed.error,
  });
}

/** @throws AppError `invalid_input` for what cannot become of the stack as it is. */
export function requirePossible(
  stack: { status: StackStatus; parameters: StackParameters },
  wanted: StackParameters,
): void {
  const refused = refusedChanges(stack.parameters, wanted, { hasCompute: stack.status !== 'retained' });
  const [first] = refused;
  if (!first) return;
  throw new AppError('invalid_input', `While checking the change: ${first.path}: ${first.message}`, {
    issues: refused.map((issue) => ({ ...issue, path: `parameters.${issue.path}` })),
  });
}
