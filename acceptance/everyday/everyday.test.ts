import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type Api, listOf } from '../support/api.ts'
import { connect, makeNetwork, type Network, openServer } from '../support/lab.ts'

/** What somebody does who works with DLI every day, statement by statement: see script.sql. */
interface Shop {
  readonly api: Api
  readonly network: Network
}

async function openShop(): Promise<Shop> {
  const api = await openServer()
  await api.createQueue('daily')
  const network = await makeNetwork(
    api,
    `CREATE TABLE customers (id int PRIMARY KEY, name text, city text, joined date);
     INSERT INTO customers VALUES (1, 'Ann', 'Berlin', '2020-01-05'), (2, 'Bo', 'Rome', '2020-06-01'), (3, 'Cy', 'Berlin', '2022-07-30');
     CREATE TABLE report (day date, amount numeric(22,2), made_by text DEFAULT 'causeway');`,
  )
  await connect(api, 'shop', network, ['daily'])
  await upload(api, 'orders', 'part-1.csv', ORDERS)
  await upload(api, 'events', 'events.txt', EVENTS)
  await upload(api, 'clicks', 'clicks.json', CLICKS)
  await upload(api, 'stock', 'stock.txt', STOCK)
  // A bucket is a folder.
  await mkdir(join(api.server.home, 'buckets', 'reports'))
  return { api, network }
}

const opened: Shop[] = []
afterAll(async () => {
  for (const { api, network } of opened) {
    await api.server.close()
    await network.postgres.stop()
  }
})

const ORDERS = `order_id,customer_id,product_id,quantity,price,ordered_at,note
1,1,10,2,20.00,2024-03-01 08:00:00,first order
2,2,20,3,8.50,2024-03-01 09:00:00,NULL
2,2,20,4,8.50,2024-03-01 09:15:00,NULL
3,1,20,1,10.00,2024-03-01 10:00:00,NULL
4,3,30,5,3.50,2024-03-01 12:00:00,"gift, wrapped"
5,2,10,3,14.00,2024-03-02 14:00:00,NULL
6,9,30,2,10.00,2024-03-02 15:00:00,NULL
7,1,30,1,17.99,2024-03-02 21:30:00,"he said \\"soon\\""
`
const EVENTS = ['view', 'view', 'buy', 'view'].map((type) => `{"type":"${type}"}\n`).join('')
const CLICKS = `{"user_id":1,"page":{"url":"/home","ms":12},"tags":["a","b"]}
{"user_id":2,"page":{"url":"/buy","ms":5},"tags":["a"]}
`
const STOCK = `10|north:5,south:7|2024-03-02|two pallets
20|-|2024-03-02|-
30|north:12|soon|
`

async function upload(api: Api, folder: string, file: string, text: string): Promise<void> {
  const path = join(api.server.home, 'buckets', 'landing', folder)
  await mkdir(path, { recursive: true })
  await writeFile(join(path, file), text)
}

interface Step {
  readonly sql: string
  readonly rows: unknown
}

/** Statements end with ; at the end of a line, and the rows of one follow it as JSON behind -->. */
function stepsOf(script: string): readonly Step[] {
  const steps: Step[] = []
  let sql = ''
  for (const line of script.split('\n')) {
    const last = steps.at(-1)
    if (line.startsWith('--> ') && last !== undefined) steps[steps.length - 1] = { ...last, rows: JSON.parse(line.slice(4)) }
    if (line.startsWith('--')) continue
    sql += `${line}\n`
    if (!line.endsWith(';')) continue
    steps.push({ sql: sql.trim().slice(0, -1), rows: undefined })
    sql = ''
  }
  expect(sql.trim()).toBe('')
  return steps
}

const script = await readFile(join(import.meta.dirname, 'script.sql'), 'utf8')
const steps = stepsOf(script)

it('has a day’s statements of a user of DLI', () => {
  expect(steps.length).toBeGreaterThan(100)
})

it('runs one job after the other', async () => {
  const shop = await openShop()
  opened.push(shop)
  for (const { sql, rows } of steps) {
    if (rows === undefined) await shop.api.finish(sql, { queue: 'daily' })
    else expect(await shop.api.rows(sql, { queue: 'daily' }), sql).toEqual(rows)
  }
})

it('runs as one script', async () => {
  const shop = await openShop()
  opened.push(shop)
  const { api } = shop
  const ended = await api.waitForScript(await api.submitScript(script, { queue: 'daily' }))
  expect(ended, String(ended['message'])).toMatchObject({ status: 'FINISHED', statement_count: steps.length })
  for (const [at, statement] of listOf(ended['statements']).entries()) {
    const { sql, rows } = steps[at] ?? { sql: '', rows: undefined }
    expect(script.slice(Number(statement['from']), Number(statement['to'])), sql).toContain(sql)
    if (rows === undefined) continue
    const preview = await api.get(`/v1.0/{p}/jobs/${String(statement['job_id'])}/preview`)
    expect(preview.body['rows'], sql).toEqual(rows)
  }
})
