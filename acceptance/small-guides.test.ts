import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFreePort } from '../testing/free-port.ts'
import { startPostgres } from '../testing/postgres.ts'
import type { Api } from './support/api.ts'
import { launch } from './support/command-line.ts'
import { inPostgres, openServer } from './support/lab.ts'
import { tokenOf } from './support/log-in.ts'
import { blocksOf, type Pasted, paste as pasteInto, statementsOf } from './support/paste.ts'

const guide = (name: string): string => readFileSync(new URL(`../docs/guides/${name}.md`, import.meta.url), 'utf8')

let api: Api
let folder = ''
beforeAll(async () => {
  api = await openServer()
  folder = await mkdtemp(join(tmpdir(), 'causeway-small-guides-'))
  // Whoever has started a server is logged in.
  await paste('causeway login --home "$CAUSEWAY_HOME"')
})
afterAll(async () => {
  await api?.server.close()
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

/** As it would be pasted; every command is to succeed. */
async function paste(text: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const pasted: Pasted = await pasteInto(api, folder, text, variables)
  expect(pasted.code, pasted.said).toBe(0)
  expect(pasted.said).not.toMatch(/"error_code"|"is_success":false/)
  return pasted.said
}

const trimmed = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim())

it('every statement of the guide to sessions is carried out', async () => {
  const statements = statementsOf(guide('sessions'))
  expect(statements.length).toBeGreaterThan(6)
  for (const statement of statements) await api.finish(statement)
})

it('every call of the guide to results gives what it says', async () => {
  await api.createQueue('q1')
  const [made = '', streamed = '', shown = '', ...after] = blocksOf(guide('results'))
  expect(after).toHaveLength(3)
  await paste(made)
  const variables = { ENDPOINT: api.server.endpoint, PROJECT: api.projectId, TOKEN: await tokenOf(api) }
  const lines = (await paste(streamed, variables)).trim().split('\n')
  expect(lines.slice(1)).toEqual(shown.trim().split('\n').slice(1))
  // One shell: the last ones name the job of the first.
  await paste(after.join('\n'), variables)
  expect(await readFile(join(folder, 'airports.csv'), 'utf8')).toBe('id,name\n1,Adelaide\n2,Bergen\n')
})

it('every call and statement of the guide to buckets does what it says', async () => {
  const [mine = ''] = guide('buckets').split('## A bucket in a store')
  const [put = '', exchange = '', remove = '', ...others] = blocksOf(mine)
  expect(others).toEqual([])
  const variables = { ENDPOINT: api.server.endpoint, PROJECT: api.projectId, TOKEN: await tokenOf(api) }
  await writeFile(join(folder, 'variables.sh'), 'B="$ENDPOINT/causeway/v1/$PROJECT/buckets"\n')
  expect(await paste(put, variables)).toContain('"key":"orders/day=2024-03-01/orders.csv"')
  const statements = [...mine.matchAll(/`(CREATE [^`]+)`/g)].map(([, statement = '']) => statement)
  expect(statements).toHaveLength(4)
  for (const statement of statements) await api.finish(statement)
  expect(await api.rows('SELECT n FROM report')).toEqual([[2]])
  await paste(`. ./variables.sh\n${exchange}`, variables)
  expect(await api.rows('SELECT id, customer FROM sales.orders ORDER BY id')).toEqual([
    [1, 'Adelaide'],
    [2, 'Bergen'],
  ])
  expect(await paste(`. ./variables.sh\n${remove}\ncauseway ls obs://landing/orders`, variables)).not.toContain('orders.csv')
})

it('the lines of the guide to CI start a server, ask it and end it, whatever else runs', async () => {
  const [run = '', ...others] = blocksOf(guide('ci'))
  expect(others).toEqual([])
  const port = await findFreePort()
  const own = run
    .replaceAll('127.0.0.1:8600', `127.0.0.1:${port}`)
    // A program, as on the path, which is what is told to end; here `causeway` is a word of the shell.
    .replace('causeway start', `"${process.execPath}" "${launch}" start --port ${port}`)
    .replace('wait "$server"', 'wait "$server"; echo "ended with $?"')
  expect(await paste(`unset CAUSEWAY_HOME\n${own}`)).toMatch(/\nn\n5\n[\s\S]*ended with 0\n/)
})

it('every command of the guide to queues does what it says', async () => {
  const [pool = '', plans = '', properties = '', rules = '', refused = '', variables = '', packages = '', ...others] = blocksOf(
    guide('queues'),
  )
  expect(others).toEqual([])
  expect(await paste(pool)).toMatch(/"max_cu":64[\s\S]*elastic_resource_pool_name +shared/)
  expect(await paste(plans)).toContain('"plan_name":"night"')
  const kept = await paste(properties)
  expect(kept).toContain('job.maxConcurrent')
  const hinted = await paste(rules)
  expect(hinted).toContain('static_0007')
  expect(hinted).toMatch(/few_joins/)
  expect(await paste(refused)).toMatch(/no_products[\s\S]*ended with [13]/)
  expect(await paste(variables)).toContain('north')
  expect(await paste(packages.replace('--user admin', `--user ${api.server.identity.user}`))).toContain('tools.py')
})

it('every command of the guide to a database of a queue does what it says', async () => {
  const postgres = await startPostgres()
  try {
    const variables = { PGPASSWORD: postgres.password, PGPORT: String(postgres.port) }
    const [attach = '', why = '', keep = '', ...others] = blocksOf(guide('platform'))
    expect(others).toEqual([])
    expect(await paste(attach, variables)).toContain('192.168.250.10')
    const told = await paste(why, variables)
    expect(told).toMatch(/No connection is bound to queue adhoc \(rule 2\)[\s\S]*causeway bind adhoc shop\nended with 3\n/)
    expect(told).toMatch(/is allowed to reach[\s\S]*ok +log-in/)
    expect(await paste(keep, variables)).toMatch(/orders 192\.168\.250\.10:\d+ breaks[\s\S]*ended with 3\n[\s\S]*network\.dial/)
  } finally {
    await postgres.stop()
  }
})

// Behind the others: it takes the next address that stands for a database.
it('every command of the guides to the command line and to SQL does what it says', async () => {
  const postgres = await startPostgres()
  try {
    await inPostgres(postgres, "CREATE TABLE orders (id int, customer text); INSERT INTO orders VALUES (1, 'ada')")
    const variables = { PGPASSWORD: postgres.password, CAUSEWAY_QUEUE: 'by_name' }
    const [, made = '', attached = ''] = blocksOf(guide('command-line'))
    const address = `127.0.0.1:${postgres.port}`
    // Nobody is at a terminal, and q1 and shop are those of other guides.
    const named = (text: string): string =>
      text
        .replaceAll(/\bq1\b/g, 'by_name')
        .replaceAll(/\bshop\b/g, 'named_shop')
        .replaceAll('127.0.0.1:5432', address)
        .replaceAll(/db\.internal:5432\/\w+/g, `${address}/${postgres.database}`)
        .replaceAll(/^(?=causeway (credential create|attach-database))/gm, 'printf %s "$PGPASSWORD" | ')
    const [prompt = '', ...commands] = named(made).trim().split('\n').toReversed()
    expect(prompt).toMatch(/^causeway sql -q by_name/)
    expect(await paste(commands.toReversed().join('\n'), variables)).toMatch(/ok +log-in/)
    expect(await paste(named(attached), variables)).toContain('SHOW TABLES IN named_shop')

    const [first = '', shown = '', fromScript = '', asOne = '', ...others] = blocksOf(guide('sql'))
    expect(others).toEqual([])
    const [login = '', ...question] = first.trim().split('\n')
    expect(login).toMatch(/^causeway login /)
    expect(trimmed(await paste(question.join('\n'), variables))).toEqual(trimmed(shown))
    await writeFile(join(folder, 'nightly.sql'), 'SELECT 1 AS one;\nSELECT 2 AS two;\n')
    expect(await paste(named(fromScript), variables)).toContain('{"1":1}')
    expect(await readFile(join(folder, 'orders.csv'), 'utf8')).toBe('id,customer\n1,ada\n')
    expect((await readFile(join(folder, 'orders.parquet'), 'latin1')).slice(0, 4)).toBe('PAR1')
    expect(await paste(named(asOne), variables)).toMatch(/statement 2 of 2: 1 row/)
  } finally {
    await postgres.stop()
  }
})

it('every command of the guide to the audit is answered', async () => {
  // It asks for the last records, and how many the guides before have left hangs on how often their jobs were asked for.
  await api.createQueue('audited')
  const read = await paste((blocksOf(guide('audit'))[0] ?? '').replaceAll('/srv/causeway', '"$CAUSEWAY_HOME"'))
  expect(read).toContain('dli.queues.create')
  expect(read).toContain('Nothing of that is in the audit')
})
