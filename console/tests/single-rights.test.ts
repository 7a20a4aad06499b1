import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { type ConsoleLab, logIn, startConsoleLab } from './support/console-lab.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: what a user of single rights is shown is not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'main', cu_count: 16 })
  await lab.call('POST', '/v1.0/{project_id}/databases', { database_name: 'shop' })
  const columns = [{ column_name: 'price', type: 'int' }]
  await lab.call('POST', '/v1.0/{project_id}/databases/shop/tables', { table_name: 'orders', data_location: 'DLI', columns })
  for (const name of ['ann', 'bob']) await lab.call('POST', '/causeway/v1/users', { name, password: `password-of-${name}` })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function openAs(user: string, path: string): Promise<Page> {
  const page = await lab.openAsStranger(path)
  await logIn(page, { ...lab.identity, user, password: `password-of-${user}` })
  return page
}

async function change(action: 'grant' | 'revoke', user: string, object: string, privilege: string): Promise<void> {
  const privileges = [{ object, privileges: [privilege] }]
  await lab.call('PUT', '/v1.0/{project_id}/authorization', { user_name: user, action, privileges })
}

describe.skipIf(chromium === undefined)('who has single rights', () => {
  it('waits for the first of them with nothing said to connect, and sees by itself that it is given', async () => {
    const page = await openAs('bob', '/topology')
    await page.getByRole('heading', { name: 'No project' }).waitFor()
    expect(await page.getByRole('banner').innerText()).not.toMatch(/connecting|live/)
    await change('grant', 'bob', 'queues.main', 'SUBMIT_JOB')
    await page.getByText('You see nothing but main').waitFor()
    await page.getByRole('banner').getByText('○ not live: single rights').waitFor()
    await page.getByRole('link', { name: 'Users and keys' }).click()
    await page.getByText('There is no key').waitFor()
    await page.context().close()
  })

  it('sees nothing more of what is taken away', async () => {
    await change('grant', 'ann', 'queues.main', 'SUBMIT_JOB')
    await change('grant', 'ann', 'databases.shop.tables.orders', 'SELECT')
    const page = await openAs('ann', '/catalog?database=shop&table=orders')
    await page.getByText('price', { exact: true }).waitFor()
    await change('revoke', 'ann', 'databases.shop.tables.orders', 'SELECT')
    await page.getByRole('note').filter({ hasText: 'ann may not describe the table shop.orders' }).waitFor()
    await expect.poll(() => page.getByText('price').count()).toBe(0)
    await page.context().close()
  })

  it('is told which right a page needs, and not that it has failed', async () => {
    const page = await openAs('bob', '/connections')
    for (const path of ['connections', 'audit', 'settings']) {
      await page.goto(`${lab.endpoint}/console/${path}`)
      const notes = page.getByRole('note').filter({ hasText: 'bob may not' })
      await notes.first().waitFor()
      expect((await notes.first().innerText()).split('\n').length, `the right that ${path} needs`).toBeGreaterThan(1)
      expect(await page.getByRole('alert').count(), path).toBe(0)
    }
    await page.context().close()
  })

  it('is told of each list that is empty that he sees nothing in it', async () => {
    const page = await openAs('ann', '/queues')
    await change('revoke', 'ann', 'queues.main', 'SUBMIT_JOB')
    await change('grant', 'ann', 'databases.shop.tables.orders', 'SELECT')
    await page.goto(`${lab.endpoint}/console/queues`)
    await page.getByText('You see no pool').waitFor()
    await expect.poll(() => page.getByText('You see no queue').count()).toBe(1)
    await page.context().close()
  })

  it('is in no project any more behind the last of them, and in it again by itself', async () => {
    const page = await openAs('bob', '/queues')
    await page.getByRole('button', { name: 'main', exact: true }).waitFor()
    await change('revoke', 'bob', 'queues.main', 'SUBMIT_JOB')
    await page.getByRole('heading', { name: 'No project' }).waitFor()
    await change('grant', 'bob', 'queues.main', 'SUBMIT_JOB')
    await page.getByRole('button', { name: 'main', exact: true }).waitFor()
    await page.context().close()
  })
})
