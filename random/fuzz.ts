/** npm run fuzz: see `about`. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { makeIdentity, startServer } from '../testing/local-server.ts'
import { type ApiFinding, runAgainstApi } from './against-api.ts'
import { Chance } from './chance.ts'
import { makeFewRights } from './few-rights.ts'

const about = `npm run fuzz -- [options]
Random requests to a server of its own, good ones and broken ones, each answer held to the server's own /openapi.json: no 5xx, none that is not as the document says, none
that does not come. Beside them /healthz is asked all the time. Exit code 1 when anything was found.
  --as all|few         who asks (all): a user with all rights; or one with a queue and a database, of whom no answer may show what is another's, nor any request change it
  --seed <number>      the requests follow from it (another each time; it is printed), but what the server answers decides about later ones
  --requests <number>  (100000)`

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    requests: { type: 'string', default: '100000' },
    as: { type: 'string', default: 'all' },
    help: { type: 'boolean' },
  },
})

if (values.help === true) console.log(about)
else await main()

async function main(): Promise<void> {
  const [seed, requests] = [Number(values.seed), Number(values.requests)]
  if (!Number.isInteger(seed) || !Number.isInteger(requests)) throw new Error('--seed and --requests are whole numbers')
  if (values.as !== 'all' && values.as !== 'few') throw new Error('--as is all or few')
  console.log(`Seed ${seed}, as one of ${values.as} rights`)
  const identity = makeIdentity()
  const server = await startServer(identity)
  const waits: number[] = []
  let isOver = false
  const asking = askHealth(server.endpoint, waits, () => isOver)
  const kinds = new Map<string, number>()
  const found = (finding: ApiFinding): void => {
    const kind = `${finding.request.call.id}: ${finding.what}`
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    if (kinds.get(kind) === 1) console.log(textOf(finding))
  }
  try {
    const kept = [identity.user, identity.projectId, identity.project, identity.accessKey, identity.domain]
    const admin = { ...identity, endpoint: server.endpoint, kept }
    const few = values.as === 'few' ? await makeFewRights(admin) : undefined
    const target = few === undefined ? admin : { ...admin, ...few.keys, kept: [...kept, few.keys.user, few.keys.accessKey] }
    const startedAt = performance.now()
    const progress = async (sent: number): Promise<void> => {
      console.log(
        `${sent} sent in ${Math.round((performance.now() - startedAt) / 1000)} s; the server has ${await memoryOf(server.pid)}; /healthz at longest ${Math.max(0, ...waits).toFixed(0)} ms`,
      )
      waits.length = 0
    }
    const others = few === undefined ? {} : { about: few.others, hidden: few.hidden }
    const { succeeded, byStatus } = await runAgainstApi({ target, chance: new Chance(seed), requests, found, progress, ...others })
    for (const changed of (await few?.changed()) ?? []) {
      kinds.set(`another's was changed: ${changed}`, 1)
    }
    console.log(
      `${succeeded} succeeded; by status: ${[...byStatus]
        .toSorted()
        .map(([status, count]) => `${status} ${count}`)
        .join(', ')}`,
    )
    console.log(`The server has ${await memoryOf(server.pid)}`)
  } finally {
    isOver = true
    await asking
    await server.stop()
  }
  for (const [kind, count] of kinds) console.log(`${count} × ${kind}`)
  console.log(`${kinds.size} kinds found (seed ${seed})`)
  process.exitCode = kinds.size === 0 ? 0 : 1
}

async function askHealth(endpoint: string, waits: number[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const askedAt = performance.now()
    const { ok } = await fetch(`${endpoint}/healthz`)
    waits.push(ok ? performance.now() - askedAt : Number.POSITIVE_INFINITY)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Linux only. */
async function memoryOf(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return `${Math.round(Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024)} MiB of its own`
}

function textOf({ what, request, status, answer }: ApiFinding): string {
  const { call, method, target, headers, body, credentials, isChunked } = request
  return `\n${call.id}: ${what}\n  ${method} ${target.slice(0, 600)}\n  ${JSON.stringify(headers).slice(0, 300)}, ${credentials}${isChunked ? ', chunked' : ''}\n  ${body.toString().slice(0, 800)}\n  ${status} ${answer.slice(0, 800)}`
}
