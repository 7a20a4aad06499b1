import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: pages that another user takes over are not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  for (const queue_name of ['seen', 'unseen']) await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name, cu_count: 16 })
  await lab.call('POST', '/causeway/v1/users', { name: 'ann', password: 'password-of-ann' })
  const privileges = [{ object: 'queues.seen', privileges: ['SUBMIT_JOB'] }]
  await lab.call('PUT', '/v1.0/{project_id}/authorization', { user_name: 'ann', action: 'grant', privileges })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

/** As a tab that slept hears of it: of a log-out and a log-in the last alone. */
async function logInBeside(page: Page, who: { readonly user: string; readonly password: string }): Promise<void> {
  const other = await page.context().newPage()
  await other.goto(`${lab.endpoint}/console/icon.svg`)
  await other.evaluate(async (body) => {
    const headers = { 'Content-Type': 'application/json' }
    const answer: unknown = await (await fetch('/console/session', { method: 'POST', headers, body })).json()
    if (typeof answer === 'object' && answer !== null && 'page_key' in answer) {
      localStorage.setItem('causeway.console.key', String(answer.page_key))
    }
  }, JSON.stringify(who))
}

describe.skipIf(chromium === undefined)('a page', () => {
  it('shows nothing of who had it before, when somebody else logs in beside it', async () => {
    const page = await lab.open('/queues')
    await page.getByRole('button', { name: 'unseen' }).waitFor()
    await logInBeside(page, { user: 'ann', password: 'password-of-ann' })
    await page.getByRole('banner').getByText('ann', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'seen', exact: true }).waitFor()
    await expect.poll(() => page.getByText('unseen').count()).toBe(0)
    await page.getByText('○ not live: single rights').waitFor()
    await page.context().close()
  })

  it('runs nothing more of a text in the project that was chosen meanwhile', async () => {
    await lab.call('POST', '/causeway/v1/projects', { name: 'second' })
    const page = await lab.open('/sql')
    await page.getByRole('textbox', { name: /^SQL/ }).focus()
    await page.keyboard.insertText("SELECT 'first' AS a;\nSELECT 'second' AS a")
    const held = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    await page.route('**/preview*', async (route) => {
      asked.resolve()
      await held.promise
      await route.continue()
    })
    const submitted: string[] = []
    // Held until it is noted: what the browser only tells of may come late, or never.
    await page.route('**/jobs/submit-job', async (route) => {
      submitted.push(route.request().postData() ?? '')
      await route.continue()
    })
    await page.keyboard.press('ControlOrMeta+Shift+Enter')
    await asked.promise
    const catalogRead = () => page.waitForRequest((request) => request.url().endsWith('/databases'))
    const chosen = catalogRead()
    await page.getByLabel('Project').selectOption('second')
    await page.getByText('Nothing has been run in this tab').waitFor()
    await chosen
    // What a text that has ended may have made or dropped is read anew.
    const over = catalogRead()
    held.resolve()
    await over
    await page.getByLabel('Project').selectOption(lab.identity.project)
    await page
      .getByRole('region', { name: 'Results' })
      .getByRole('tab', { name: /^– 2\./ })
      .waitFor()
    expect(submitted).toHaveLength(1)
    await page.context().close()
  })

  it('runs all of a text whose user logs in anew beside it', async () => {
    const page = await lab.open('/sql')
    await page.getByRole('textbox', { name: /^SQL/ }).focus()
    await page.keyboard.insertText("SELECT 'first' AS a;\nSELECT 'second' AS a")
    const held = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    await page.route('**/preview*', async (route) => {
      const response = await route.fetch()
      asked.resolve()
      await held.promise
      await route.fulfill({ response })
    })
    await page.keyboard.press('ControlOrMeta+Shift+Enter')
    await asked.promise
    const { user, password } = lab.identity
    await logInBeside(page, { user, password })
    held.resolve()
    await page
      .getByRole('region', { name: 'Results' })
      .getByRole('tab', { name: /^✓ 2\./ })
      .waitFor()
    await page.context().close()
  })

  it('was refused nothing by its own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
