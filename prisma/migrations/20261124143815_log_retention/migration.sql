-- CreateIndex
CREATE INDEX "run_log_kept" ON "run"("finished_at") WHERE (log_purged_at IS NULL);
