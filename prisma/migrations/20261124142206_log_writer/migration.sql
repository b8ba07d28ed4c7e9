-- AlterTable
ALTER TABLE "run_log" ADD COLUMN     "writer_sequence" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "writer_token" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "writer_worker_id" TEXT;
