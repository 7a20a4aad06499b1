import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = join(import.meta.dirname, '..')

/**
 * As measured, the longest first. In a fresh clone vitest knows no durations and goes by the size of the files: some of the
 * longest are short, came last, and one processor had nothing to do.
 */
const LONGEST = [
  'acceptance/resource-commands.test.ts',
  'acceptance/attach-commands.test.ts',
  'acceptance/rights-commands.test.ts',
  'acceptance/run.test.ts',
  'src/worker/sources/files/pruning/pruned-files.test.ts',
  'src/server/control/kill.test.ts',
  'src/worker/sql/spark-cases.test.ts',
  'acceptance/object-store-writes.test.ts',
  'acceptance/sql-command.test.ts',
  'acceptance/lifecycle.test.ts',
  'src/worker/sources/mysql/parts.test.ts',
  'src/server/compute/compute-pool.test.ts',
  'src/server/compute/compute-protocol.test.ts',
  'src/worker/sources/css/hostile-search.test.ts',
  'acceptance/explain.test.ts',
  'acceptance/scripts.test.ts',
  'src/server/api/strange-input.test.ts',
  'src/worker/sql/parse/library-grammar.test.ts',
  'acceptance/queries.test.ts',
  'acceptance/completion.test.ts',
  'src/worker/sources/css/css.test.ts',
  'acceptance/everyday/everyday.test.ts',
  'acceptance/log-in.test.ts',
  'src/server/api/dli/revoked-job.test.ts',
  'console/tests/sql.test.ts',
  'src/server/network/attachments/ssh/ssh.test.ts',
  'src/worker/sources/postgres/parts.test.ts',
  'src/worker/sources/postgres/types.test.ts',
  'src/worker/sources/mysql/push-down.test.ts',
  'src/worker/jobs/results/streamed-rows.test.ts',
  'src/worker/sources/clickhouse/clickhouse.test.ts',
  'src/worker/sources/clickhouse/hostile-clickhouse.test.ts',
  'acceptance/database-connection.test.ts',
  'acceptance/small-guides.test.ts',
  'acceptance/agents.test.ts',
  'acceptance/table-versions.test.ts',
  'acceptance/backup.test.ts',
  'src/worker/sources/files/csv/date-patterns.test.ts',
  'acceptance/kill.test.ts',
  'console/tests/frame.test.ts',
  'src/server/api/tenant-isolation.test.ts',
  'console/tests/single-rights.test.ts',
  'acceptance/start-failures.test.ts',
  'src/worker/sources/database-contract.test.ts',
  'src/worker/sources/object-store/left-out-row-groups.test.ts',
  'acceptance/location-kills.test.ts',
  'console/tests/kept-focus.test.ts',
  'console/tests/doctor.test.ts',
  'src/server/store/secrets/master-key.test.ts',
  'src/worker/sql/parse/linear-work.test.ts',
  'src/server/api/causeway/objects.test.ts',
  'src/worker/sources/files/csv/rows/plain-values.test.ts',
  'src/server/control/dialling/revoked-hand-over.test.ts',
  'src/server/network/attachments/netns/netns.test.ts',
  'src/server/control/jobs/statement-index.test.ts',
  'console/tests/accounts.test.ts',
  'console/tests/layout.test.ts',
  'src/server/control/pools/pools.test.ts',
  'console/tests/topology.test.ts',
  'acceptance/object-calls.test.ts',
  'acceptance/session.test.ts',
  'src/server/api/held-server.test.ts',
  'src/worker/sql/hive-answers.test.ts',
  'src/worker/sources/postgres/push-down.test.ts',
  'acceptance/hostile-sql.test.ts',
  'src/cli/launch.test.ts',
  'src/worker/sources/object-store/random-row-groups.test.ts',
  'src/server/control/accounts/accounts.test.ts',
  'src/worker/sql/hostile-statements.test.ts',
  'src/worker/sources/mysql/types.test.ts',
  'acceptance/ssh-attachment.test.ts',
  'acceptance/ipv6.test.ts',
  'src/server/api/dli/one-right.test.ts',
  'src/server/store/jobs/job-pages.test.ts',
  'src/server/api/dli/defence-rules.test.ts',
  'src/worker/sources/postgres/scan.test.ts',
  'src/worker/sources/files/compression/bzip2/bzip2.test.ts',
  'src/server/network/attachments/ssh/ssh-certificates.test.ts',
  'src/cli/connect/hostile-server.test.ts',
  'console/tests/api-page.test.ts',
  'src/server/api/causeway/results.test.ts',
  'testing/postgres.test.ts',
  'src/server/module-store/module-store.test.ts',
  'random/against-postgres.test.ts',
  'random/against-psql.test.ts',
  'acceptance/tables-guide.test.ts',
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
