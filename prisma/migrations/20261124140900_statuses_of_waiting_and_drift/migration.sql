-- Apart from what uses them: a value of an enum can be used once the transaction that adds it has been committed.
ALTER TYPE "run_status" ADD VALUE 'waiting';
ALTER TYPE "stack_status" ADD VALUE 'drifted';
ALTER TYPE "stack_status" ADD VALUE 'asleep';
