/**
 * npm run demo [-- --keep]
 *
 * The main job from end to end, as a stranger would do it: over HTTP, with a key pair, on real data and a real database. Every answer is
 * checked. Ends with 0 when all is as it must be; whatever it started is stopped and removed then, and on an error or Ctrl-C too.
 */

import { access, constants, copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Identity, makeIdentity, type Server, startServer } from '../testing/local-server.ts'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { flightsFile, loadAirports, question } from './data.ts'
import { openPaper, type Paper } from './paper.ts'
import {
  askOnFirstQueue,
  askOnSecondQueue,
  connect,
  logIn,
  lookAtConnection,
  makeNetwork,
  makeQueues,
  measureFirstRow,
  storePassword,
} from './steps.ts'

interface Started {
  postgres?: Postgres
  server?: Server
}

const started: Started = {}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) {
    console.log('npm run demo              the main job on real data; afterwards everything is stopped and removed')
    console.log('npm run demo -- --keep    leaves the server and the database running and says how to go on')
    return
  }
  const identity = makeIdentity()
  const paper = openPaper(identity.projectId)
  const start = performance.now()
  paper.say('Causeway runs SQL over databases in private networks, on your own machine, with the API of the')
  paper.say("cloud's Data Lake Insight (DLI). This demo starts a database and a Causeway server, and then uses the")
  paper.say('server as a stranger would, by its API alone. A line with POST, GET or PUT is a request; at its end')
  paper.say('stand the status of the answer and the time it took.')
  const { postgres, server } = await startBoth(paper, identity)
  const { calls, token } = await logIn(paper, identity, server)
  const stage = { paper, identity, postgres, server, calls }
  const network = await makeNetwork(stage)
  await makeQueues(stage)
  const connectionId = await connect(stage, network)
  await lookAtConnection(stage, connectionId)
  await storePassword(stage)
  const rows = await askOnFirstQueue(stage)
  await askOnSecondQueue(stage, connectionId, rows)
  await measureFirstRow(stage)
  if (values.keep) keepRunning(identity, postgres, server, token)
  else await endAll(paper, start)
}

async function startBoth(paper: Paper, identity: Identity): Promise<{ postgres: Postgres; server: Server }> {
  paper.step(1, 'A database and a server are started')
  let start = performance.now()
  const postgres = await startPostgres({ durable: true, tell: (text) => paper.say(text) })
  started.postgres = postgres
  const airports = await loadAirports(postgres)
  if (airports !== 3376) throw new Error(`3376 airports must be in the database, but there are ${airports}`)
  paper.say(`PostgreSQL listens on ${postgres.host}:${postgres.port} and holds ${airports} airports`, performance.now() - start)

  start = performance.now()
  const fillBucket = async (home: string): Promise<void> => {
    const bucket = join(home, 'buckets', 'flights')
    await mkdir(bucket, { recursive: true, mode: 0o700 })
    await copyFile(flightsFile, join(bucket, 'flights-3m.parquet'), constants.COPYFILE_FICLONE)
  }
  const server = await startServer(identity, { prepare: fillBucket, tell: (text) => paper.say(text) })
  started.server = server
  paper.say(`Causeway listens on ${server.endpoint}`, performance.now() - start)
  paper.say('Its bucket obs://flights, a folder, holds one file: flights-3m.parquet, 3 million US flights of 2001')
  return { postgres, server }
}

async function stopAll(): Promise<void> {
  await started.server?.stop()
  await started.postgres?.stop()
}

async function endAll(paper: Paper, start: number): Promise<void> {
  const stopping = performance.now()
  await stopAll()
  for (const folder of [started.server?.folder, started.postgres?.folder]) {
    const isLeft =
      folder !== undefined &&
      (await access(folder)
        .then(() => true)
        .catch(() => false))
    if (isLeft) throw new Error(`the folder ${folder} must be gone by now, but it is still there`)
  }
  paper.say('The server and the database are stopped, their folders are removed.', performance.now() - stopping)
  paper.say('All of it took', performance.now() - start)
  paper.say('To use it yourself: npm start. docs/guides/first-job.md goes through these requests one by one.')
}

function keepRunning(identity: Identity, postgres: Postgres, server: Server, token: string): void {
  server.release()
  postgres.release()
  const submit = `${server.endpoint}/v1.0/${identity.projectId}/jobs/submit-job`
  const body = `{"queue_name":"q1","sql":"SELECT count(*) FROM airports"}`
  console.log(`
The server and the database go on running.

In a browser, as ${identity.user} with the password ${identity.password}
  ${server.endpoint}/console
Queue q3 does not reach the database: Topology, or Doctor, there says why, and mends it.

The question again, in a terminal:
  export CAUSEWAY_ENDPOINT=${server.endpoint} CAUSEWAY_ACCESS_KEY=${identity.accessKey} CAUSEWAY_SECRET_KEY=${identity.secretKey}
  node src/cli/launch.mjs sql -q q1 -e "${question.replaceAll('\n', ' ')}"
Without -e it is a prompt for SQL; node src/cli/launch.mjs --help lists what else there is.

Submit a job with a token (good for 24 hours):
  TOKEN=${token}
  curl -s -H "X-Auth-Token: $TOKEN" -H 'Content-Type: application/json' -d '${body}' ${submit}
See its rows, with the job_id of that answer in the place of JOB:
  curl -s -H "X-Auth-Token: $TOKEN" ${server.endpoint}/v1.0/${identity.projectId}/jobs/JOB/preview

For SDKs and Terraform:
  endpoint ${server.endpoint}   project id ${identity.projectId}
  access key ${identity.accessKey}   secret key ${identity.secretKey}

The database itself:
  PGPASSWORD=${postgres.password} psql -h ${postgres.host} -p ${postgres.port} -U ${postgres.user} ${postgres.database}

To end both and remove what they have on the disk:
  kill ${server.guardPid} ${postgres.guardPid}

The server's log: ${server.logFile}`)
}

let interrupted = false
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => {
    if (interrupted) return
    interrupted = true
    console.error(`\n${signal}: the server and the database are being stopped, their folders removed.`)
    void stopAll().finally(() => process.exit(code))
  })
}

try {
  await main()
} catch (error) {
  // What fails after an interruption fails because of it.
  if (!interrupted) {
    console.error(`\nThe demo FAILED: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
    await stopAll()
  }
}
