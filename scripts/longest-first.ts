import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = join(import.meta.dirname, '..')

/**
 * As measured, the longest first. In a fresh clone vitest knows no durations and goes by the size of the files: some of the
 * longest are short, came last, and one processor had nothing to do.
 */
const LONGEST = [
  'acceptance/run.test.ts',
  'src/server/control/kill.test.ts',
  'acceptance/object-store-writes.test.ts',
  'acceptance/lifecycle.test.ts',
  'src/worker/sql/spark-cases.test.ts',
  'acceptance/resource-commands.test.ts',
  'src/server/compute/compute-protocol.test.ts',
  'src/worker/sources/files/pruning/pruned-files.test.ts',
  'acceptance/sql-command.test.ts',
  'acceptance/kill.test.ts',
  'acceptance/scripts.test.ts',
  'src/worker/sql/parse/library-grammar.test.ts',
  'src/worker/sources/css/css.test.ts',
  'src/worker/sources/mysql/parts.test.ts',
  'src/worker/sources/css/hostile-search.test.ts',
  'acceptance/location-kills.test.ts',
  'acceptance/log-in.test.ts',
  'src/server/compute/compute-pool.test.ts',
  'src/server/api/strange-input.test.ts',
  'src/worker/sources/database-contract.test.ts',
  'acceptance/small-guides.test.ts',
  'src/worker/sources/clickhouse/clickhouse.test.ts',
  'src/worker/sources/postgres/types.test.ts',
  'src/server/api/dli/revoked-job.test.ts',
  'console/tests/sql.test.ts',
  'console/tests/frame.test.ts',
  'acceptance/explain.test.ts',
  'acceptance/queries.test.ts',
  'acceptance/table-versions.test.ts',
  'src/worker/sources/postgres/parts.test.ts',
  'src/worker/sources/clickhouse/hostile-clickhouse.test.ts',
  'src/server/network/attachments/ssh/ssh.test.ts',
  'src/worker/sources/mysql/push-down.test.ts',
  'console/tests/layout.test.ts',
  'src/server/api/tenant-isolation.test.ts',
  'acceptance/backup.test.ts',
  'acceptance/start-failures.test.ts',
  'acceptance/completion.test.ts',
  'console/tests/accounts.test.ts',
  'acceptance/database-connection.test.ts',
  'acceptance/everyday/everyday.test.ts',
  'console/tests/doctor.test.ts',
  'console/tests/single-rights.test.ts',
  'console/tests/kept-focus.test.ts',
] as const

const missing = LONGEST.filter((name) => !existsSync(join(root, name)))
if (missing.length > 0) throw new Error(`scripts/longest-first.ts names tests that are not there: ${missing.join(', ')}`)

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => name === relative(root, moduleId))
      return at < 0 ? LONGEST.length : at
    }
    // A process is handed on only from one file of those that share theirs to the next.
    const shares = ({ project }: TestSpecification): number => Number(!project.config.isolate)
    return (await super.sort(files)).toSorted((one, other) => shares(one) - shares(other) || place(one) - place(other))
  }
}
