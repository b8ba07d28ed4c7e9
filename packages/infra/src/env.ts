/**
 * Runs a CDKTF program without the stack trace that CDKTF takes whenever a reference is made. Deep in a test runner or a
 * web server those take longer than the synth itself, and only ever appear in messages about mistakes in CDKTF programs.
 * The switch is a variable of the environment, read each time; what it was before is put back.
 */
export function withoutCreationStacks<T>(work: () => T): T {
  const name = 'CDKTN_DISABLE_CREATION_STACK';
  const before = process.env[name];
  process.env[name] = '1';
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}
