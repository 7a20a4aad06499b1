import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { findFreePort } from '../../testing/free-port.ts'
import { type Postgres, startPostgres } from '../../testing/postgres.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: the catalog is not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let postgres: Postgres
beforeAll(async () => {
  if (chromium === undefined) return
  postgres = await startPostgres()
  lab = await startConsoleLab(chromium)
})
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
  await postgres?.stop()
})

const networks = async (): Promise<string> =>
  JSON.stringify(
    await Promise.all(
      [
        '/v1/{project_id}/vpcs',
        '/v2.0/{project_id}/datasource/enhanced-connections',
        '/v3/{project_id}/datasource/auth-infos',
        '/v1.0/{project_id}/databases',
      ].map(async (path) => {
        const answer = await lab.call('GET', path)
        return Object.values(answer ?? {}).filter(Array.isArray)
      }),
    ),
  )

describe.skipIf(chromium === undefined)('the catalog in the console', () => {
  it('makes a database and a table, shows what they are, and drops them', async () => {
    const page = await lab.open('/catalog')
    await page.getByRole('button', { name: 'New database' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('shop')
    await page.getByRole('dialog').getByRole('button', { name: 'New database' }).click()
    await page.getByText('There is no table in it').waitFor()
    await page.getByRole('button', { name: 'New table' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('orders')
    await page.getByLabel('Columns').fill('id int -- as the shop counts\nday date partition')
    await page.getByText('The request:').click()
    await page
      .getByText(/"is_partition_column": ?true/)
      .first()
      .waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'New table' }).click()
    await page.getByRole('tab', { name: 'Columns (2)' }).waitFor()
    await page.getByRole('cell', { name: 'as the shop counts' }).waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe(`?database=shop&table=orders&project=${lab.identity.projectId}`)
    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByRole('button', { name: 'Read the versions' }).click()
    await page.getByRole('gridcell', { name: 'CREATE TABLE' }).waitFor()
    await page.getByRole('tab', { name: 'Used by' }).click()
    await page.getByText(/names a table orders/).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Drop' }).click()
    const drop = page.getByRole('dialog').getByRole('button', { name: 'Drop' })
    await expect.poll(() => drop.isDisabled()).toBe(true)
    await page.getByLabel('Type orders').fill('orders')
    await drop.click()
    await page.getByText('There is no table in it').waitFor()
    await page.context().close()
  })

  it('grants single columns, tells on what each privilege is, and takes them away', async () => {
    await lab.call('POST', '/causeway/v1/users', { name: 'ann', password: 'password-of-ann' })
    await lab.call('POST', '/v1.0/{project_id}/databases', { database_name: 'prices' })
    const columns = ['id', 'price', 'cost'].map((name) => ({ column_name: name, type: 'int' }))
    await lab.call('POST', '/v1.0/{project_id}/databases/prices/tables', { table_name: 'offers', data_location: 'DLI', columns })
    const page = await lab.open('/catalog?database=prices&table=offers&view=grants')
    const grant = async (button: string, fill: (dialog: ReturnType<typeof page.getByRole>) => Promise<void>): Promise<void> => {
      await page.getByRole('button', { name: button, exact: true }).click()
      const dialog = page.getByRole('dialog')
      await fill(dialog)
      await dialog.getByRole('button', { name: button, exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await grant('Grant', async (dialog) => {
      await dialog.getByLabel('User').fill('ann')
      await dialog.getByLabel('DESCRIBE_TABLE', { exact: true }).check()
    })
    await grant('Grant columns', async (dialog) => {
      await dialog.getByLabel('User').fill('ann')
      await dialog.getByText('Choose a column').waitFor()
      await dialog.getByLabel('id', { exact: true }).check()
      await dialog.getByLabel('price', { exact: true }).check()
      await dialog.getByText('The request:').click()
      await dialog
        .getByText(/databases\.prices\.tables\.offers\.columns\.price/)
        .first()
        .waitFor()
      expect(await findViolations(page)).toEqual([])
    })
    const rows = page.getByRole('table', { name: 'Privileges' }).getByRole('row').filter({ hasText: 'ann' })
    const told = async (): Promise<readonly string[]> => (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ')).toSorted()
    await expect.poll(told).toEqual(['ann all of it DESCRIBE_TABLE Revoke', 'ann the columns id, price SELECT Revoke'])
    expect(await findViolations(page)).toEqual([])
    await rows.filter({ hasText: 'columns' }).getByRole('button', { name: 'Revoke' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('id', { exact: true }).uncheck()
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await expect.poll(told).toEqual(['ann all of it DESCRIBE_TABLE Revoke', 'ann the column id SELECT Revoke'])
    await page.context().close()
  })

  it('attaches a database in one step, or not at all, and tells while one types what is wrong', async () => {
    await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'q1', cu_count: 16, resource_mode: 1, queue_type: 'sql' })
    const page = await lab.open('/catalog')
    await page.getByRole('button', { name: 'Attach a database' }).click()
    const dialog = page.getByRole('dialog')
    const needed = (label: RegExp) => dialog.getByLabel(label).getAttribute('aria-required')
    expect(await Promise.all([/^URL/, /^Name/, /^Queue/, /^Password/].map(needed))).toEqual(['true', 'true', 'true', 'true'])
    expect(await needed(/^Address/)).toBe('false')
    expect(await dialog.getByText(/^URL/).innerText()).toBe('URL *')
    await dialog.getByLabel('URL').fill(`postgres://${postgres.user}:x@127.0.0.1:1/${postgres.database}`)
    await dialog.getByText('Leave the password out of the URL').waitFor()
    await dialog.getByLabel('Name').fill('default')
    await dialog.getByText('There is a database of that name already').waitFor()
    await dialog.getByLabel('Name').fill('pg')
    await dialog.getByLabel(/^Password/).fill(postgres.password)
    const url = (port: number): string => `postgres://${postgres.user}@127.0.0.1:${port}/${postgres.database}`
    const before = await networks()
    await dialog.getByLabel('URL').fill(url(await findFreePort()))
    await dialog.getByRole('button', { name: 'Attach' }).click()
    await dialog
      .getByRole('alert')
      .filter({ hasText: /Nothing listens/ })
      .waitFor()
    await dialog.getByText('Undone: VPC pg').waitFor()
    expect(await networks()).toBe(before)
    await dialog.getByLabel('URL').fill(url(postgres.port))
    await dialog.getByLabel(/^Password/).fill('another')
    await dialog.getByRole('button', { name: 'Attach' }).click()
    await dialog
      .getByRole('alert')
      .filter({ hasText: /password/ })
      .waitFor()
    expect(await networks()).toBe(before)
    await dialog.getByLabel(/^Password/).fill(postgres.password)
    await dialog.getByRole('button', { name: 'Attach' }).click()
    await dialog.getByText('SHOW TABLES IN pg').waitFor()
    expect(await findViolations(page)).toEqual([])
    await dialog.getByRole('link', { name: 'pg' }).click()
    await page.getByRole('button', { name: /^pg all tables of a PostgreSQL/ }).waitFor()
    await page.getByText('No statement has named a table of it yet').waitFor()
    expect(await page.getByRole('button', { name: 'New table' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Open it in the editor' }).click()
    const editor = page.getByRole('textbox', { name: /^SQL/ })
    await editor.getByText('SHOW TABLES IN pg').waitFor()
    // What is only there when it runs is no mistake.
    await editor.fill('SELECT * FROM pg.orders')
    await page.locator('.cm-lintRange-info').waitFor()
    expect(await page.locator('.cm-lintRange-error').count()).toBe(0)
    await page.context().close()
  })

  it('was refused nothing by the policy of the page, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
