import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'
import { focusedName, pressOn } from './support/keyboard.ts'
import { makeShop, type Shop } from './support/shop.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: where the focus of the console goes is not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let shop: Shop
let page: Page
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  shop = await makeShop(lab)
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
