-- CreateEnum
CREATE TYPE "worker_mode" AS ENUM ('active', 'paused', 'draining');

-- CreateEnum
CREATE TYPE "delivery_channel" AS ENUM ('webhook', 'mail');

-- DropIndex
DROP INDEX "run_active_of_stack";

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "approval_expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "change" JSONB,
ADD COLUMN     "forced_at" TIMESTAMPTZ(3),
ADD COLUMN     "log_purged_at" TIMESTAMPTZ(3),
ADD COLUMN     "restore" JSONB,
ADD COLUMN     "retry_of_id" TEXT;

-- AlterTable
ALTER TABLE "stack" ADD COLUMN     "drift_checked_at" TIMESTAMPTZ(3),
ADD COLUMN     "drift_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "drifted_since" TIMESTAMPTZ(3),
ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "sleep_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "sleep_schedule" JSONB;

-- AlterTable
ALTER TABLE "target" ADD COLUMN     "policy" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "team" ADD COLUMN     "mails_members" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "webhook_secret" TEXT,
ADD COLUMN     "webhook_url" TEXT;

-- CreateTable
CREATE TABLE "run_recovery" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "dead_worker_id" TEXT NOT NULL,
    "worker_id" TEXT,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "story" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "run_recovery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "mode" "worker_mode" NOT NULL DEFAULT 'active',
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chore" (
    "name" TEXT NOT NULL,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chore_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "drift_acknowledgement" (
    "id" TEXT NOT NULL,
    "stack_id" TEXT NOT NULL,
    "layer" "layer" NOT NULL,
    "address" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "by_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "drift_acknowledgement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "stack_id" TEXT,
    "run_id" TEXT,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_delivery" (
    "id" TEXT NOT NULL,
    "notification_id" TEXT NOT NULL,
    "channel" "delivery_channel" NOT NULL,
    "recipient" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "notification_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "run_recovery_run_id_noticed_at_idx" ON "run_recovery"("run_id", "noticed_at");

-- CreateIndex
CREATE INDEX "worker_heartbeat_at_idx" ON "worker"("heartbeat_at");

-- CreateIndex
CREATE INDEX "drift_acknowledgement_stack_id_expires_at_idx" ON "drift_acknowledgement"("stack_id", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "notification_key_key" ON "notification"("key");

-- CreateIndex
CREATE INDEX "notification_team_id_at_idx" ON "notification"("team_id", "at");

-- CreateIndex
CREATE INDEX "notification_delivery_due" ON "notification_delivery"("due_at") WHERE (delivered_at IS NULL AND failed_at IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "run_active_of_stack" ON "run"("stack_id") WHERE (status <> ALL (ARRAY['succeeded'::run_status, 'no_changes'::run_status, 'discarded'::run_status, 'expired'::run_status, 'failed'::run_status, 'canceled'::run_status, 'waiting'::run_status]));

-- CreateIndex
CREATE INDEX "stack_drift_due" ON "stack"("drift_due_at") WHERE (drift_due_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "stack_expires" ON "stack"("expires_at") WHERE (expires_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "stack_sleep_due" ON "stack"("sleep_due_at") WHERE (sleep_due_at IS NOT NULL);

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_retry_of_id_fkey" FOREIGN KEY ("retry_of_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_recovery" ADD CONSTRAINT "run_recovery_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drift_acknowledgement" ADD CONSTRAINT "drift_acknowledgement_stack_id_fkey" FOREIGN KEY ("stack_id") REFERENCES "stack"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drift_acknowledgement" ADD CONSTRAINT "drift_acknowledgement_by_id_fkey" FOREIGN KEY ("by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_stack_id_fkey" FOREIGN KEY ("stack_id") REFERENCES "stack"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_delivery" ADD CONSTRAINT "notification_delivery_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The account in whose name Flowport itself asks for runs (domain: systemUserId). It has no credentials.
INSERT INTO "user" ("id", "name", "email", "email_verified", "role", "created_at", "updated_at")
VALUES ('flowport', 'Flowport', 'flowport@flowport.internal', false, 'auditor', now(), now());

-- Stacks that exist are looked at within a day, not all at once.
UPDATE "stack" SET "drift_due_at" = now() + random() * interval '24 hours' WHERE "status" IN ('ready', 'degraded');
