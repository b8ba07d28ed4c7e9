-- CreateEnum
CREATE TYPE "role" AS ENUM ('requester', 'approver', 'admin', 'auditor');

-- CreateEnum
CREATE TYPE "target_kind" AS ENUM ('aws', 'sandbox');

-- CreateEnum
CREATE TYPE "preset" AS ENUM ('small', 'standard', 'large', 'gpu');

-- CreateEnum
CREATE TYPE "layer" AS ENUM ('foundation', 'cluster', 'services');

-- CreateEnum
CREATE TYPE "stack_status" AS ENUM ('requested', 'provisioning', 'ready', 'degraded', 'updating', 'destroying', 'destroyed', 'failed', 'withdrawn');

-- CreateEnum
CREATE TYPE "run_kind" AS ENUM ('provision', 'update', 'destroy', 'drift', 'recover');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('queued', 'planning', 'awaiting_approval', 'applying', 'verifying', 'succeeded', 'no_changes', 'discarded', 'expired', 'failed', 'canceling', 'canceled', 'interrupted', 'recovering');

-- CreateEnum
CREATE TYPE "step_name" AS ENUM ('synth', 'init', 'plan', 'apply', 'verify', 'readOutputs');

-- CreateEnum
CREATE TYPE "step_status" AS ENUM ('pending', 'running', 'succeeded', 'failed', 'skipped', 'canceled');

-- CreateEnum
CREATE TYPE "plan_basis" AS ENUM ('exact', 'envelope');

-- CreateEnum
CREATE TYPE "approval_decision" AS ENUM ('approved', 'rejected');

-- CreateEnum
CREATE TYPE "check_status" AS ENUM ('passed', 'failed', 'warning', 'skipped');

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "role" NOT NULL DEFAULT 'requester',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "config_id" TEXT NOT NULL DEFAULT 'default',
    "name" TEXT,
    "start" TEXT,
    "prefix" TEXT,
    "key" TEXT NOT NULL,
    "reference_id" TEXT NOT NULL,
    "refill_interval" INTEGER,
    "refill_amount" INTEGER,
    "last_refill_at" TIMESTAMPTZ(3),
    "enabled" BOOLEAN DEFAULT true,
    "rate_limit_enabled" BOOLEAN DEFAULT true,
    "rate_limit_time_window" INTEGER,
    "rate_limit_max" INTEGER,
    "request_count" INTEGER DEFAULT 0,
    "remaining" INTEGER,
    "last_request" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "permissions" TEXT,
    "metadata" TEXT,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "target" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "target_kind" NOT NULL,
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "deployer_role_arn" TEXT NOT NULL,
    "plan_role_arn" TEXT,
    "external_id" TEXT NOT NULL,
    "state_bucket" TEXT NOT NULL,
    "state_region" TEXT NOT NULL,
    "workspace_key_prefix" TEXT NOT NULL,
    "state_kms_key_id" TEXT,
    "state_use_path_style" BOOLEAN NOT NULL DEFAULT false,
    "self_approval" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "blueprint_version" (
    "blueprint" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blueprint_version_pkey" PRIMARY KEY ("blueprint","version")
);

-- CreateTable
CREATE TABLE "stack" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "preset" "preset" NOT NULL,
    "blueprint" TEXT NOT NULL,
    "blueprint_version" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "cidr" TEXT NOT NULL,
    "cost_floor_cents" INTEGER NOT NULL,
    "cost_ceiling_cents" INTEGER NOT NULL,
    "status" "stack_status" NOT NULL DEFAULT 'requested',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stack_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" TEXT NOT NULL,
    "stack_id" TEXT NOT NULL,
    "kind" "run_kind" NOT NULL,
    "status" "run_status" NOT NULL DEFAULT 'queued',
    "version" INTEGER NOT NULL DEFAULT 1,
    "requested_by_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "blueprint" TEXT NOT NULL,
    "blueprint_version" TEXT NOT NULL,
    "supersedes_id" TEXT,
    "digest" TEXT,
    "counts" JSONB,
    "error" TEXT,
    "pause_reason" TEXT,
    "cost_floor_cents" INTEGER NOT NULL,
    "cost_ceiling_cents" INTEGER NOT NULL,
    "cost_before_floor_cents" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_history" (
    "id" BIGSERIAL NOT NULL,
    "run_id" TEXT NOT NULL,
    "from_status" "run_status",
    "to_status" "run_status" NOT NULL,
    "event" TEXT NOT NULL,
    "actor_id" TEXT,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "run_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_step" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" "step_name" NOT NULL,
    "layer" "layer",
    "status" "step_status" NOT NULL DEFAULT 'pending',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "progress_done" INTEGER,
    "progress_total" INTEGER,
    "progress_current" TEXT,

    CONSTRAINT "run_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "layer" "layer" NOT NULL,
    "basis" "plan_basis" NOT NULL,
    "counts" JSONB NOT NULL,
    "changes" JSONB NOT NULL,
    "drift" JSONB NOT NULL,
    "outputs_changed" TEXT[],
    "plan_file" TEXT,
    "state_lineage" TEXT,
    "state_serial" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "decision" "approval_decision" NOT NULL,
    "digest" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "by_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_lease" (
    "run_id" TEXT NOT NULL,
    "worker_id" TEXT NOT NULL,
    "token" INTEGER NOT NULL,
    "acquired_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_lease_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "journal_entry" (
    "id" BIGSERIAL NOT NULL,
    "run_id" TEXT NOT NULL,
    "layer" "layer" NOT NULL,
    "kind" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "id_key" TEXT,
    "id_value" TEXT,
    "lease_token" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "journal_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_log" (
    "run_id" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "run_log_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "log_chunk" (
    "run_id" TEXT NOT NULL,
    "start_offset" BIGINT NOT NULL,
    "end_offset" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "step" "step_name",
    "layer" "layer",
    "text" TEXT NOT NULL,

    CONSTRAINT "log_chunk_pkey" PRIMARY KEY ("run_id","start_offset")
);

-- CreateTable
CREATE TABLE "output" (
    "stack_id" TEXT NOT NULL,
    "layer" "layer" NOT NULL,
    "name" TEXT NOT NULL,
    "sensitive" BOOLEAN NOT NULL,
    "value" JSONB,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "output_pkey" PRIMARY KEY ("stack_id","layer","name")
);

-- CreateTable
CREATE TABLE "stack_resource" (
    "stack_id" TEXT NOT NULL,
    "layer" "layer" NOT NULL,
    "address" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "resource_id" TEXT,

    CONSTRAINT "stack_resource_pkey" PRIMARY KEY ("stack_id","layer","address")
);

-- CreateTable
CREATE TABLE "check" (
    "id" TEXT NOT NULL,
    "target_id" TEXT,
    "stack_id" TEXT,
    "run_id" TEXT,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "status" "check_status" NOT NULL,
    "detail" TEXT NOT NULL,
    "remedy" TEXT,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_label" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE INDEX "api_key_config_id_idx" ON "api_key"("config_id");

-- CreateIndex
CREATE INDEX "api_key_reference_id_idx" ON "api_key"("reference_id");

-- CreateIndex
CREATE INDEX "api_key_key_idx" ON "api_key"("key");

-- CreateIndex
CREATE UNIQUE INDEX "team_slug_key" ON "team"("slug");

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_team_id_user_id_key" ON "membership"("team_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "target_name_key" ON "target"("name");

-- CreateIndex
CREATE INDEX "stack_team_id_updated_at_idx" ON "stack"("team_id", "updated_at");

-- CreateIndex
CREATE INDEX "stack_target_id_idx" ON "stack"("target_id");

-- CreateIndex
CREATE INDEX "stack_updated_at_idx" ON "stack"("updated_at");

-- CreateIndex
CREATE INDEX "stack_slug_idx" ON "stack"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "stack_slug_of_target" ON "stack"("target_id", "slug") WHERE (status <> ALL (ARRAY['destroyed'::stack_status, 'withdrawn'::stack_status]));

-- CreateIndex
CREATE INDEX "run_unfinished_of_stack" ON "run"("stack_id") WHERE (finished_at IS NULL);

-- CreateIndex
CREATE INDEX "run_stack_id_id_idx" ON "run"("stack_id", "id");

-- CreateIndex
CREATE INDEX "run_status_id_idx" ON "run"("status", "id");

-- CreateIndex
CREATE INDEX "run_requested_by_id_idx" ON "run"("requested_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_active_of_stack" ON "run"("stack_id") WHERE (status <> ALL (ARRAY['succeeded'::run_status, 'no_changes'::run_status, 'discarded'::run_status, 'expired'::run_status, 'failed'::run_status, 'canceled'::run_status]));

-- CreateIndex
CREATE INDEX "run_history_run_id_id_idx" ON "run_history"("run_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "run_step_run_id_position_key" ON "run_step"("run_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "plan_run_id_layer_basis_key" ON "plan"("run_id", "layer", "basis");

-- CreateIndex
CREATE INDEX "approval_run_id_at_idx" ON "approval"("run_id", "at");

-- CreateIndex
CREATE INDEX "run_lease_held" ON "run_lease"("expires_at") WHERE (released_at IS NULL);

-- CreateIndex
CREATE INDEX "journal_entry_run_id_id_idx" ON "journal_entry"("run_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "check_target_id_name_key" ON "check"("target_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "check_stack_id_name_key" ON "check"("stack_id", "name");

-- CreateIndex
CREATE INDEX "audit_event_subject_kind_subject_id_id_idx" ON "audit_event"("subject_kind", "subject_id", "id");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stack" ADD CONSTRAINT "stack_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stack" ADD CONSTRAINT "stack_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "target"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stack" ADD CONSTRAINT "stack_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stack" ADD CONSTRAINT "stack_blueprint_blueprint_version_fkey" FOREIGN KEY ("blueprint", "blueprint_version") REFERENCES "blueprint_version"("blueprint", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_stack_id_fkey" FOREIGN KEY ("stack_id") REFERENCES "stack"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_blueprint_blueprint_version_fkey" FOREIGN KEY ("blueprint", "blueprint_version") REFERENCES "blueprint_version"("blueprint", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_supersedes_id_fkey" FOREIGN KEY ("supersedes_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_history" ADD CONSTRAINT "run_history_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_history" ADD CONSTRAINT "run_history_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_step" ADD CONSTRAINT "run_step_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan" ADD CONSTRAINT "plan_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_by_id_fkey" FOREIGN KEY ("by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_lease" ADD CONSTRAINT "run_lease_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journal_entry" ADD CONSTRAINT "journal_entry_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_log" ADD CONSTRAINT "run_log_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "log_chunk" ADD CONSTRAINT "log_chunk_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "output" ADD CONSTRAINT "output_stack_id_fkey" FOREIGN KEY ("stack_id") REFERENCES "stack"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stack_resource" ADD CONSTRAINT "stack_resource_stack_id_fkey" FOREIGN KEY ("stack_id") REFERENCES "stack"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "check" ADD CONSTRAINT "check_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "check" ADD CONSTRAINT "check_stack_id_fkey" FOREIGN KEY ("stack_id") REFERENCES "stack"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "check" ADD CONSTRAINT "check_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;
