-- AlterTable
ALTER TABLE "run" ADD COLUMN     "reconciles_id" TEXT;

-- CreateTable
CREATE TABLE "drift_finding" (
    "id" TEXT NOT NULL,
    "stack_id" TEXT NOT NULL,
    "layer" "layer" NOT NULL,
    "address" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "resource_name" TEXT,
    "change" JSONB NOT NULL,
    "first_run_id" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "run_id" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "drift_finding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "drift_finding_stack_id_fingerprint_key" ON "drift_finding"("stack_id", "fingerprint");

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_reconciles_id_fkey" FOREIGN KEY ("reconciles_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drift_finding" ADD CONSTRAINT "drift_finding_stack_id_fkey" FOREIGN KEY ("stack_id") REFERENCES "stack"("id") ON DELETE CASCADE ON UPDATE CASCADE;
