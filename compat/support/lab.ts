import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { type Identity, makeIdentity, startServer } from '../../testing/local-server.ts'
import { type Postgres, startPostgres } from '../../testing/postgres.ts'
import { type Front, openFront } from './recording-front.ts'

/** What every client finds: a Causeway, a VPC with a subnet and a PostgreSQL in it, a bucket with objects, and a second user. */
export interface Lab {
  readonly identity: Identity
  readonly front: Front
  readonly vpcId: string
  readonly subnetId: string
  /** for the programs of the clients */
  readonly env: Readonly<Record<string, string>>
  /** Calls that no client is asked to make. A text is sent as it is. @throws Error when the answer is an error */
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
  [Symbol.asyncDispose](): Promise<void>
}

const databaseAddress = '192.168.0.10'
const ORDERS = `CREATE TABLE orders (id int PRIMARY KEY, customer text, amount numeric(10,2));
  INSERT INTO orders VALUES (1, 'Ada', 10.50), (2, 'Grace', 20.25), (3, 'Ada', 0.25)`

const BUCKET = 'compat'
const OBJECTS = { 'prices.csv': 'name,price\ntea,3\ncoffee,4\n', 'app.jar': 'no jar', 'lib.jar': 'none either', 'job.py': 'print(1)\n' }

/** @param settings of causeway.yaml */
export async function openLab(settings = ''): Promise<Lab> {
  await using opened = new AsyncDisposableStack()
  const postgres = await startPostgres({ tell: console.log })
  opened.defer(() => postgres.stop())
  await inPostgres(postgres, ORDERS)
  const identity = makeIdentity()
  const prepare = (home: string): Promise<void> => writeFile(join(dirname(home), 'causeway.yaml'), settings)
  const server = await startServer(identity, { tell: console.log, prepare })
  opened.defer(() => server.stop())
  const front = await openFront(server.endpoint)
  opened.defer(() => front.close())

  const token = await logIn(server.endpoint, identity)
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(new URL(path.replace('{project_id}', identity.projectId), server.endpoint), {
      method,
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status} ${text}`)
    const json: unknown = text === '' ? {} : JSON.parse(text)
    return isRecord(json) ? json : {}
  }
  const vpcId = idIn((await call('POST', '/v1/{project_id}/vpcs', { vpc: { name: 'vpc_orders', cidr: '192.168.0.0/16' } }))['vpc'])
  const subnet = { name: 'subnet_orders', cidr: '192.168.0.0/24', gateway_ip: '192.168.0.1', vpc_id: vpcId }
  const subnetId = idIn((await call('POST', '/v1/{project_id}/subnets', { subnet }))['subnet'])
  const forwards = [{ from: `${databaseAddress}:5432`, to: `127.0.0.1:${postgres.port}` }]
  await call('PUT', `/causeway/v1/{project_id}/vpcs/${vpcId}/attachment`, { kind: 'forward', forwards })

  await call('PUT', `/causeway/v1/{project_id}/buckets/${BUCKET}`)
  for (const [key, text] of Object.entries(OBJECTS)) await call('PUT', `/causeway/v1/{project_id}/buckets/${BUCKET}/objects/${key}`, text)
  await call('POST', '/causeway/v1/users', { name: 'colleague' })

  const held = opened.move()
  return {
    identity,
    front,
    vpcId,
    subnetId,
    env: {
      CAUSEWAY_ENDPOINT: front.endpoint,
      CAUSEWAY_ACCESS_KEY: identity.accessKey,
      CAUSEWAY_SECRET_KEY: identity.secretKey,
      CAUSEWAY_PROJECT: identity.project,
      CAUSEWAY_PROJECT_ID: identity.projectId,
      CAUSEWAY_USER: identity.user,
      CAUSEWAY_VPC_ID: vpcId,
      CAUSEWAY_SUBNET_ID: subnetId,
      CAUSEWAY_DATABASE_ADDRESS: databaseAddress,
      CAUSEWAY_DATABASE_USER: postgres.user,
      CAUSEWAY_DATABASE_PASSWORD: postgres.password,
    },
    call,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

async function logIn(endpoint: string, { user, password, domain, project }: Identity): Promise<string> {
  const answer = await fetch(new URL('/v3/auth/tokens', endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } },
        scope: { project: { name: project } },
      },
    }),
  })
  const token = answer.headers.get('x-subject-token')
  if (token === null) throw new Error(`the log-in was answered ${answer.status} ${await answer.text()}`)
  return token
}

async function inPostgres({ host, port, user, password, database }: Postgres, sql: string): Promise<void> {
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function idIn(value: unknown): string {
  if (isRecord(value) && typeof value['id'] === 'string') return value['id']
  throw new Error(`there is no id in ${JSON.stringify(value)}`)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
