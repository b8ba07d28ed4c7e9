-- CreateIndex
CREATE INDEX "run_superseding" ON "run"("supersedes_id") WHERE (supersedes_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "run_retrying" ON "run"("retry_of_id") WHERE (retry_of_id IS NOT NULL);
