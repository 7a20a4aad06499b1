import pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { findFreePort } from '../../testing/free-port.ts'
import { type Postgres, startPostgres } from '../../testing/postgres.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'
import { type PageWork, workOn } from './support/page-work.ts'
import { sshKeys } from './support/ssh-keys.ts'

const chromium = await findChromium()
if (chromium === undefined)
  console.log(`SKIPPED: private networks, connections and databases in the console are not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let page: Page
let work: PageWork
let postgres: Postgres
beforeAll(async () => {
  if (chromium === undefined) return
  postgres = await startPostgres()
  await makeSchema(postgres)
  lab = await startConsoleLab(chromium, `agents: { listen: ${await findFreePort()} }\n`)
  await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'q1', cu_count: 16, resource_mode: 1 })
  page = await lab.open('/connections')
  work = workOn(page)
})
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
  await postgres?.stop()
})

async function makeSchema({ host, port, user, password, database }: Postgres): Promise<void> {
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  try {
    await client.query('CREATE SCHEMA sales; CREATE TABLE sales.orders (id int)')
  } finally {
    await client.end()
  }
}

describe.skipIf(chromium === undefined)('private networks, connections and databases in the console', () => {
  it('make a private network, a connection into it, and bind a queue', async () => {
    await work.open('Connections')
    await work.act('Create a VPC', { Name: 'lan', Network: '192.168.0.0/16' })
    await work.row('lan').waitFor()
    await work.act('Create a subnet', { Name: 'databases', Network: '192.168.7.0/24' })
    await work.row('databases').waitFor()
    await work.act('Create a connection', { Name: 'to_lan', Subnet: 'lan / databases (192.168.7.0/24)', Hosts: 'db.internal 192.168.7.5' })
    await work.row('to_lan').getByText('bound to nothing').waitFor()
    await work.row('to_lan').getByRole('button', { name: 'to_lan' }).click()
    await page.getByText('db.internal is 192.168.7.5').waitFor()
    await work.act('Bind a queue', { Queue: 'q1' })
    await work.row('to_lan').getByText('✓ bound', { exact: true }).waitFor()
    await work.act('Unbind q1', {})
    await work.row('to_lan').getByText('bound to nothing').waitFor()
    await work.act('Change the resolver', { 'Name servers': '192.168.7.53', 'Ends of names': 'corp.internal' })
    await page.getByText('192.168.7.53:53 for corp.internal').waitFor()
    await work.act('Change the ports', { Ports: '5432' })
    await page
      .getByRole('definition')
      .filter({ hasText: /^5432$/ })
      .waitFor()
    await work.act('Add a tag', { Key: 'team', Value: 'shop' })
    await page.getByText('team = shop').waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  it('attach a network by ssh, with a key that is shown to nobody, and by an agent, whose token is shown once', async () => {
    const { hostKey, key } = sshKeys()
    await page.getByRole('button', { name: 'lan', exact: true }).click()
    await page.getByRole('heading', { name: 'VPC lan' }).waitFor()
    const shown = await work.act('Attach', {
      Attachment: 'ssh: through a bastion',
      Bastion: 'bastion.internal',
      User: 'ada',
      'Keys of the bastion': hostKey,
      'Private key': key,
    })
    expect(shown).toContain('"private_key":"********"')
    await page.getByText('ada@bastion.internal').waitFor()
    expect(await work.pageWithoutDialog()).not.toContain(key.split('\n')[1])
    await work.act('Attach', { Attachment: 'agent: by a program in that network, which dials the server' })
    await work.act('Enrol an agent', { Name: 'edge' })
    await work.dialog().getByText('This is shown once').waitFor()
    const token = (await work.dialog().locator('code').first().textContent()) ?? ''
    expect(token.length).toBeGreaterThan(20)
    await work.dialog().getByRole('button', { name: 'Done' }).click()
    expect(await work.pageWithoutDialog()).not.toContain(token)
    expect(await findViolations(page)).toEqual([])
  })

  it('attach a database, and hold none of its names against who has attached it', async () => {
    await work.open('Catalog')
    await page.getByRole('button', { name: 'Attach a database' }).click()
    const typed = {
      URL: `postgres://${postgres.user}@db.attached:${postgres.port}/${postgres.database}`,
      Address: '127.0.0.1',
      Name: 'attached',
      Password: postgres.password,
    }
    for (const [label, value] of Object.entries(typed))
      await work
        .dialog()
        .getByLabel(new RegExp(`^${label}`))
        .fill(value)
    await work.dialog().getByLabel('Schema').fill('sales')
    await work.dialog().getByLabel('Queue').selectOption('q1')
    await work.dialog().getByText('--schema sales').waitFor()
    await work.dialog().getByRole('button', { name: 'Attach', exact: true }).click()
    await work.dialog().getByText(`db.attached:${postgres.port} is reached`).waitFor()
    await work
      .dialog()
      .getByText(/with all tables of the schema sales of/)
      .waitFor()
    await work.dialog().getByText('SHOW TABLES IN attached').waitFor()
    expect(
      await work
        .dialog()
        .getByText(/already/)
        .count(),
    ).toBe(0)
    await work.dialog().getByRole('link', { name: 'attached' }).click()
    await page.waitForURL((url) => url.searchParams.get('database') === 'attached')
  })

  it('are named where the log-in that they use is deleted', async () => {
    await work.open('Credentials')
    await work.row('attached').getByRole('button', { name: 'attached' }).click()
    const users = 'the database attached, with all its tables'
    await page.getByRole('definition').filter({ hasText: users }).waitFor()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await work.dialog().getByText(`cannot be read until there is a credential of that name again: ${users}.`).waitFor()
    expect(await findViolations(page)).toEqual([])
    await work.dialog().getByRole('button', { name: 'Leave it' }).click()
  })

  it('were refused nothing by their own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
