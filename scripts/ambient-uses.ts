/**
 * Time, ids and randomness come in as arguments, but for the places below: each is named with what it takes from where it stands, and why. Durations
 * (performance.now) and waiting (setTimeout) are no part of the rule: nothing that is kept or told to anybody is computed from them.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

const AMBIENT = {
  'wall clock': /\bDate\.now\(|\bnew Date\(\)|\bsystemClock\b/,
  ids: /\bnewUuid\b|\bnewHexId\b|\brandomUUID\b/,
  randomness: /\brandomBytes\b|\brandomInt\b|\bgetRandomValues\b|\bMath\.random\b/,
} as const

type What = keyof typeof AMBIENT

interface Use {
  readonly what: readonly What[]
  readonly why: string
}

const uses: Readonly<Record<string, Use>> = {
  'src/base/clock.ts': { what: ['wall clock'], why: 'where the wall clock comes from' },
  'src/base/ids.ts': { what: ['ids', 'randomness'], why: 'where ids come from' },
  'src/base/log.ts': { what: ['wall clock'], why: 'the time of a log line' },
  'src/server/server.ts': { what: ['wall clock'], why: 'until when a certificate is good' },
  'src/server/rooms.ts': { what: ['wall clock'], why: 'hands the clock to every room' },
  ...services(
    'connections/connections',
    'connections/bind-holders',
    'expectations/expectations',
    'queues/queues',
    'queues/queue-jobs',
    'pools/pools',
    'jobs/job-intake',
    'scripts/scripts',
    'vpcs/vpcs',
    'catalog/catalog',
    'catalog/databases',
    'catalog/found-tables',
    'templates/sql-templates',
    'templates/spark-templates',
    'defence/defence-rules',
    'catalog/views',
    'catalog/table-versions',
    'catalog/table-writes',
    'catalog/buckets/file-publications',
    'objects/objects',
    'object-stores/object-uploads',
    'object-stores/object-sendings',
    'accounts/groups',
    'accounts/projects',
    'identity/project-start',
  ),
  'src/server/control/doors/runs.ts': { what: ['randomness'], why: 'ids of runs, and tickets that nobody can guess' },
  'src/server/control/doors/doors.ts': { what: ['randomness'], why: 'ids of doors, and passwords that nobody can guess' },
  'src/server/control/accounts/keys.ts': { what: ['randomness'], why: 'what goes with a temporary key, and nobody can guess' },
  'src/server/control/accounts/users.ts': { what: ['ids', 'randomness'], why: 'ids of users, and a password that nobody can guess' },
  'src/server/control/identity/local-administrator.ts': { what: ['randomness'], why: 'no two proofs are the same' },
  'src/server/control/identity/secret-texts.ts': { what: ['randomness'], why: 'key pairs' },
  'src/server/control/identity/console-sessions.ts': { what: ['randomness'], why: 'both halves of a key that nobody can guess' },
  'src/server/control/identity/tokens.ts': { what: ['randomness'], why: 'a token that nobody can guess' },
  'src/server/control/agents/agents.ts': { what: ['randomness'], why: 'a token that nobody can guess' },
  'src/server/control/agents/agent-gate.ts': { what: ['ids'], why: 'makes the ids of the agents it enrols' },
  'src/server/network/agents/agent-authority.ts': { what: ['randomness'], why: 'no two certificates have one serial number' },
  'src/cli/agent/agent-command.ts': { what: ['randomness'], why: 'many agents do not try again at the same moment' },
  'src/cli/doctor/examine.ts': { what: ['wall clock'], why: 'whether this machine’s clock is behind its data' },
  'src/cli/connect/local-server.ts': { what: ['wall clock'], why: 'until when a proof is good' },
  'src/cli/connect/profile-file.ts': { what: ['randomness'], why: 'the next file of the profile has a name that nobody else takes' },
  'src/cli/whole-file.ts': { what: ['randomness'], why: 'a file that is not whole yet has a name that nobody else takes' },
  'src/cli/connect/user-server.ts': { what: ['wall clock'], why: 'when a request is signed, and whether a log-in has ended' },
  'src/cli/sql/run-statement.ts': { what: ['ids'], why: 'a statement finds its job by a tag that no other has' },
  'src/cli/sql/shell/run-shell.ts': { what: ['wall clock'], why: 'tells when a watched statement ran' },
  'src/cli/log-in/contexts.ts': { what: ['wall clock'], why: 'shows which log-ins have ended' },
  'src/server/control/identity/first-identity.ts': {
    what: ['ids', 'randomness'],
    why: 'the first ids, and a password that nobody can guess',
  },
  'src/server/control/identity/passwords.ts': { what: ['randomness'], why: 'the salt of a password' },
  'src/server/network/socket-pair.ts': { what: ['randomness'], why: 'a token that no other program can show' },
  'src/server/store/secrets/secret-box.ts': { what: ['randomness'], why: 'the nonce of a secret' },
  'src/server/store/secrets/master-key.ts': { what: ['randomness'], why: 'the key of a data folder' },
  'src/server/api/answers/request-id.ts': { what: ['ids'], why: 'the id of a request, for answers and the log' },
  'src/server/compute/sandbox/sandbox-probe.ts': { what: ['ids'], why: 'a secret that a probe must not be able to read' },
  'src/worker/sources/files/json/text-times-by-pattern.ts': {
    what: ['wall clock'],
    why: 'a time without a date is of the day on which it is read',
  },
  'src/worker/engine/functions/aes.ts': { what: ['randomness'], why: 'the start of what aes_encrypt makes of GCM is never the same' },
  'src/worker/worker.ts': { what: ['wall clock'], why: 'current_timestamp() of a statement that is checked' },
  'src/worker/jobs/job.ts': { what: ['wall clock'], why: 'current_timestamp() of a job: one moment for the whole statement' },
  'src/worker/engine/stream-scans.ts': { what: ['randomness'], why: 'column names that no statement can guess' },
  'src/worker/sources/mongo/connect.ts': { what: ['randomness'], why: 'the nonce of a log-in' },
  'src/worker/sources/clickhouse/connect.ts': { what: ['ids'], why: 'a statement is ended by a name that no other has' },
  'src/worker/sources/files/export-files.ts': { what: ['ids'], why: 'names of data files' },
  'src/worker/sources/files/store-writes.ts': { what: ['ids'], why: 'the name of a file that is on its way to a store' },
  'src/worker/sources/files/insert.ts': { what: ['ids'], why: 'names of data files' },
  'src/worker/sources/files/insert-into-folders.ts': { what: ['ids'], why: 'names of data files' },
  'src/worker/sources/files/placed-partitions.ts': { what: ['ids'], why: 'names of data files' },
  'src/worker/sources/files/own-files.ts': { what: ['wall clock'], why: 'the age of left-over files, by the file system’s clock' },
}

/** An id of control is a name that nothing is computed from: tests read it from the answer. */
function services(...names: readonly string[]): Readonly<Record<string, Use>> {
  const use: Use = { what: ['ids'], why: 'gives new records their ids' }
  return Object.fromEntries(names.map((name) => [`src/server/control/${name}.ts`, use]))
}

const files = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.test.ts') && !file.includes('/fixtures/'))
const complaints: string[] = []
for (const file of files) {
  const code = readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  const listed = uses[file]?.what ?? []
  for (const [what, pattern] of Object.entries(AMBIENT) as [What, RegExp][]) {
    const used = pattern.test(code)
    if (used && !listed.includes(what)) complaints.push(`${file} takes ${what} from where it stands: let it come in as an argument`)
    if (!used && listed.includes(what))
      complaints.push(`${file} is listed for ${what} and uses none: take it off the list in scripts/ambient-uses.ts`)
  }
}
for (const file of Object.keys(uses))
  if (!files.includes(file)) complaints.push(`${file} is listed in scripts/ambient-uses.ts and is not there`)
for (const complaint of complaints.sort()) console.error(complaint)
process.exitCode = complaints.length === 0 ? 0 : 1
