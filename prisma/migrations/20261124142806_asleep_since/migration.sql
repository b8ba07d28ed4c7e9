-- AlterTable
ALTER TABLE "stack" ADD COLUMN     "asleep_since" TIMESTAMPTZ(3);
