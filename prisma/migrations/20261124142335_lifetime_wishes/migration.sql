-- AlterTable
ALTER TABLE "user" ADD COLUMN     "notifications_seen_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "lifetime_wish" (
    "id" TEXT NOT NULL,
    "stack_id" TEXT NOT NULL,
    "run_id" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "asked_by_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "decision" "approval_decision",
    "decided_by_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "comment" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "lifetime_wish_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "lifetime_wish_stack_id_at_idx" ON "lifetime_wish"("stack_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "lifetime_wish_undecided" ON "lifetime_wish"("stack_id") WHERE (decision IS NULL);

-- AddForeignKey
ALTER TABLE "lifetime_wish" ADD CONSTRAINT "lifetime_wish_stack_id_fkey" FOREIGN KEY ("stack_id") REFERENCES "stack"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lifetime_wish" ADD CONSTRAINT "lifetime_wish_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lifetime_wish" ADD CONSTRAINT "lifetime_wish_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;
