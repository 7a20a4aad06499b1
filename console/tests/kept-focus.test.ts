import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'
import { focusedName, pressOn } from './support/keyboard.ts'
import { makeShop, type Shop } from './support/shop.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: where the focus of the console goes is not tested in a browser, for ${NO_CHROMIUM}`)

/** A table that is not read. */
const KEPT = {
  table_name: 'kept',
  data_location: 'OBS',
  data_type: 'csv',
  data_path: 'obs://kept/files',
  columns: [{ column_name: 'id', type: 'int' }],
}

let lab: ConsoleLab
let shop: Shop
let page: Page
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  shop = await makeShop(lab)
  await lab.call('PUT', '/causeway/v1/{project_id}/buckets/kept')
  await lab.call('POST', '/v1.0/{project_id}/databases/default/tables', KEPT)
  page = await lab.open('/topology')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const focused = (): Promise<string> => focusedName(page)
const at = (path: string) => page.goto(`${lab.endpoint}/console/${path}`)

describe.skipIf(chromium === undefined)('the focus, where a button goes with what it has done', () => {
  it('is at what was bound, at what would break, and at what else could be bound', async () => {
    await at('topology?node=queue:q2')
    const detail = page.getByRole('complementary')
    const wanted = detail.getByLabel('Connection to bind it to')
    await wanted.waitFor()
    await wanted.selectOption({ label: 'orders' })
    await pressOn(page, 'Bind')
    // There is no other connection to bind it to: the whole part goes.
    await wanted.waitFor({ state: 'detached' })
    await expect.poll(focused).toBe('Unbind…')
    await page.keyboard.press('Enter')
    await detail.locator('[data-impact]').waitFor()
    await expect.poll(focused).toMatch(/^Nothing that is known breaks/)
    await pressOn(page, 'Leave it bound')
    await expect.poll(focused).toBe('Unbind…')
    await page.keyboard.press('Enter')
    await pressOn(page, 'Unbind q2')
    await wanted.waitFor()
    await expect.poll(focused).toBe('Connection to bind it to')
  })

  it('comes back to a button that was busy and had something else to ask', async () => {
    await at('topology?node=queue:q1')
    await pressOn(page, 'Unbind…')
    await pressOn(page, 'Unbind q1')
    await page.getByRole('alert').waitFor()
    await expect.poll(focused).toBe('This would break what is expected:')
    await pressOn(page, 'Leave it')
    await expect.poll(focused).toBe('Unbind q1')
    await at(`topology?node=connection:${shop.connectionId}`)
    await pressOn(page, 'Look it up')
    await expect.poll(focused).toMatch(/^1 expectation would break/)
  })

  it('comes back to the row whose detail is closed', async () => {
    await at('queues')
    await pressOn(page, 'q1')
    await expect.poll(focused).toBe('Queue q1')
    await pressOn(page, 'Close')
    await expect.poll(focused).toBe('q1')
  })

  it('comes back to what a detail tells of, whether it was chosen or the address says so', async () => {
    await at('queues?queue=q1')
    await page.getByRole('heading', { name: 'Queue q1' }).waitFor()
    await page.getByRole('button', { name: 'q1', exact: true }).waitFor()
    await pressOn(page, 'Close')
    await expect.poll(focused).toBe('q1')
    await at('topology?node=queue:q2')
    const detail = page.getByRole('complementary')
    await pressOn(page, 'Close')
    await detail.waitFor({ state: 'detached' })
    await expect.poll(focused).toMatch(/queue q2/)
    await at(`topology?node=subnet:${shop.subnetId}`)
    await detail.getByRole('button', { name: 'orders' }).waitFor()
    await pressOn(page, 'orders')
    await page.getByRole('complementary', { name: 'Connection orders' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('aside')?.ariaLabel)).toBe('Connection orders')
    await at('catalog?database=default')
    await pressOn(page, 'kept')
    await page.getByRole('region', { name: 'table default.kept' }).waitFor()
    await pressOn(page, 'default')
    await page.getByRole('region', { name: 'table default.kept' }).waitFor({ state: 'detached' })
    await expect.poll(focused).toBe('kept')
  })

  it('is where one goes on: in a tab that is opened, at its name, at what is wrong in a form', async () => {
    await at('sql')
    await pressOn(page, 'Open another tab')
    await expect.poll(focused).toMatch(/^SQL/)
    await page.keyboard.type('SELECT 1 AS one')
    await page.getByRole('textbox', { name: /^SQL/ }).getByText('SELECT 1 AS one').waitFor()
    await pressOn(page, 'Tab…')
    await page.getByRole('menuitem', { name: 'Rename Query 2' }).press('Enter')
    await expect.poll(focused).toBe('Name of the tab')
    await page.keyboard.press('Escape')
    await expect.poll(focused).toBe('Tab…')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Rename Query 2' }).press('Enter')
    await expect.poll(focused).toBe('Name of the tab')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('ones')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: 'ones' }).waitFor()
    await expect.poll(focused).toBe('Tab…')
    await at('catalog?attach=form')
    await expect.poll(focused).toBe('URL')
    await page.keyboard.type('postgres://app@10.1.2.3:5432/shop')
    await pressOn(page, 'Attach')
    await expect.poll(focused).toBe('Name')
    await page.keyboard.type('shop')
    await page.getByText('There is a VPC of that name already').waitFor()
  })

  it('is told that what was chosen is not there any more', async () => {
    for (const [path, what] of [
      ['queues?queue=old', 'queue'],
      ['queues?pool=old', 'pool'],
      ['connections?connection=old', 'connection'],
      ['connections?vpc=old', 'VPC'],
      ['credentials?credential=old', 'credential'],
      ['users?user=old', 'user'],
      ['users?group=old', 'group'],
      ['project?view=variables&variable=old', 'variable'],
      ['project?view=packages&package=old', 'package'],
      ['project?view=buckets&bucket=old', 'bucket'],
    ] as const) {
      await at(path)
      await page
        .getByRole('status')
        .filter({ hasText: `The ${what} that was chosen is not there any more: old` })
        .waitFor()
    }
    for (const [path, text] of [
      ['project?view=scripts&script=old', 'The script that was chosen is not among the last 100: old'],
      ['audit?event=0', 'The record that was chosen is not among those that are shown: 0'],
    ] as const) {
      await at(path)
      await page.getByRole('status').filter({ hasText: text }).waitFor()
    }
  })

  it('is at the row that has the place of what was deleted, or at what it was deleted from', async () => {
    await at('queues')
    await pressOn(page, 'q2')
    await pressOn(page, 'Set a property')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('job.maxConcurrent')
    await page.keyboard.press('Tab')
    await page.keyboard.type('2')
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('Set a property')
    for (const key of ['floor', 'team']) {
      await pressOn(page, 'Add a tag')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.type(key)
      await page.keyboard.press('Tab')
      await page.keyboard.type('2')
      await page.keyboard.press('Enter')
      await expect.poll(focused).toBe('Add a tag')
    }
    for (const [key, place] of [
      ['floor', 'Remove team'],
      ['team', 'Add a tag'],
    ] as const) {
      await pressOn(page, `Remove ${key}`)
      await page.getByRole('dialog').waitFor()
      await pressOn(page, `Remove ${key}`)
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await expect.poll(focused).toBe(place)
    }
    await pressOn(page, 'Delete')
    await page.getByRole('dialog').waitFor()
    await pressOn(page, 'Delete')
    await page.getByRole('heading', { name: 'Queue q2' }).waitFor({ state: 'detached' })
    await expect.poll(focused).toMatch(/^(default|q1)$/)
  })
})
