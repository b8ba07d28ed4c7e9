-- CreateEnum
CREATE TYPE "data_choice" AS ENUM ('retain', 'snapshot', 'purge');

-- AlterEnum
ALTER TYPE "stack_status" ADD VALUE 'retained' BEFORE 'destroyed';

-- AlterEnum
ALTER TYPE "step_name" ADD VALUE 'release' BEFORE 'apply';

-- AlterTable
ALTER TABLE "plan" ADD COLUMN     "release" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "data" "data_choice",
ADD COLUMN     "kept" JSONB NOT NULL DEFAULT '[]';
