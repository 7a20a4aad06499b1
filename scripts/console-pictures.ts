/**
 * npm run pictures: what each page of the console looks like, light and dark, into docs/pictures. A real server with a real PostgreSQL is shown by a real browser. A picture is an
 * SVG file around the browser's own, so that it is a text as all others are.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { type ConsoleLab, startConsoleLab } from '../console/tests/support/console-lab.ts'
import { makeShop } from '../console/tests/support/shop.ts'
import { findChromium, NO_CHROMIUM } from '../testing/chromium.ts'
import { waitPatiently } from '../testing/patience.ts'
import { type Postgres, startPostgres } from '../testing/postgres.ts'

const FOLDER = join(import.meta.dirname, '..', 'docs', 'pictures')
const SIZE = { width: 1280, height: 720 }
const QUALITY = 70
const PATIENCE_MS = 60_000
const QUESTION = `SELECT city, count(*) AS orders, sum(amount) AS amount
FROM orders
WHERE day >= DATE '2026-01-01'
GROUP BY city
ORDER BY amount DESC`

interface Shot {
  readonly name: string
  readonly path: string
  /** Until there is what is to be seen. */
  readonly ready: (page: Page) => Promise<unknown>
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, level: 1 }).waitFor()

const SHOTS: readonly Shot[] = [
  {
    name: 'topology',
    path: '/topology?node=queue%3Aq1',
    ready: (page) => page.getByRole('complementary').getByRole('heading', { name: 'q1' }).waitFor(),
  },
  {
    name: 'doctor',
    path: '/doctor',
    ready: async (page) => {
      await page
        .getByRole('combobox', { name: /^Queue/ })
        .or(page.getByLabel(/^Queue/))
        .first()
        .selectOption('q2')
      await page.getByLabel(/^Address/).fill('pg-orders:5432')
      await page.getByRole('button', { name: 'Decide' }).click()
      await page.getByText('Bind queue q2 to connection orders').first().waitFor()
    },
  },
  {
    name: 'sql',
    path: '/sql',
    ready: async (page) => {
      await page.getByRole('textbox', { name: /^SQL/ }).focus()
      await page.keyboard.insertText(QUESTION)
      await page.keyboard.press('ControlOrMeta+Enter')
      await page.getByRole('region', { name: 'Results' }).getByRole('status').filter({ hasText: /rows/ }).first().waitFor()
    },
  },
  {
    name: 'jobs',
    path: '/jobs',
    ready: (page) =>
      page
        .getByText(/^CREATE TABLE orders/)
        .first()
        .waitFor(),
  },
  { name: 'catalog', path: '/catalog', ready: heading('Catalog') },
  { name: 'queues', path: '/queues', ready: (page) => page.getByText('q1', { exact: true }).first().waitFor() },
  { name: 'connections', path: '/connections', ready: (page) => page.getByText('orders', { exact: true }).first().waitFor() },
  { name: 'credentials', path: '/credentials', ready: (page) => page.getByText('shop_login', { exact: true }).first().waitFor() },
  { name: 'users', path: '/users', ready: heading('Users and keys') },
  { name: 'project', path: '/project', ready: heading('Project') },
  { name: 'audit', path: '/audit', ready: heading('Audit') },
  { name: 'settings', path: '/settings', ready: heading('Settings') },
]

const chromium = await findChromium()
if (chromium === undefined) throw new Error(`No pictures, for ${NO_CHROMIUM}`)
await using ends = new AsyncDisposableStack()
const postgres = await startPostgres()
ends.defer(() => postgres.stop())
await fill(postgres)
const lab = await startConsoleLab(chromium)
ends.use(lab)
await furnish(lab, postgres)
await mkdir(FOLDER, { recursive: true })
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await lab.open('/settings', { colorScheme })
  await page.setViewportSize(SIZE)
  page.setDefaultTimeout(PATIENCE_MS)
  for (const { name, path, ready } of SHOTS) {
    await page.goto(`${lab.endpoint}/console${path}`)
    await ready(page)
    await page.evaluate('document.fonts.ready')
    await writeFile(join(FOLDER, `${name}-${colorScheme}.svg`), await drawn(page, name))
    console.log(`docs/pictures/${name}-${colorScheme}.svg`)
  }
  await page.context().close()
}

async function fill({ host, port, user, password, database }: Postgres): Promise<void> {
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  await client.query(`CREATE TABLE orders AS SELECT n AS id, (ARRAY['Lisbon', 'Oslo', 'Vienna', 'Riga', 'Porto'])[1 + n * n % 5] AS city,
    (n * 7919 % 20000 / 100.0)::numeric(10,2) AS amount, date '2025-12-01' + n % 300 AS day FROM generate_series(1, 5000) n`)
  await client.end()
}

async function furnish(to: ConsoleLab, { port, user, password }: Postgres): Promise<void> {
  const { vpcId } = await makeShop(to)
  const forwards = [{ from: '192.168.0.10:5432', to: `127.0.0.1:${port}` }]
  await to.call('PUT', `/causeway/v1/{project_id}/vpcs/${vpcId}/attachment`, { kind: 'forward', forwards })
  await to.call('POST', '/v2.0/{project_id}/datasource/auth-infos', {
    auth_info_name: 'shop_login',
    datasource_type: 'passwd',
    user_name: user,
    password,
  })
  const sql = `CREATE TABLE orders USING JDBC OPTIONS ('url' = 'jdbc:postgresql://pg-orders:5432/postgres', 'driver' = 'org.postgresql.Driver',
    'dbtable' = 'public.orders', 'passwdauth' = 'shop_login', 'encryption' = 'true')`
  await to.call('POST', '/v1.0/{project_id}/jobs/submit-job', { queue_name: 'q1', sql })
  await waitPatiently({
    meanwhile: 'the table is made',
    look: async () =>
      JSON.stringify(await to.call('GET', '/v1.0/{project_id}/databases/default/tables')).includes('"orders"') ? true : undefined,
    processes: () => [process.pid],
  })
}

async function drawn(page: Page, name: string): Promise<string> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  await session.detach()
  const { width, height } = SIZE
  const image = `<image width="${width}" height="${height}" href="data:image/webp;base64,${data}"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"><title>The console: ${name}</title>${image}</svg>\n`
}
