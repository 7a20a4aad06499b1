import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { endlessSql } from '../../testing/endless-sql.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'
import { type PageWork, workOn } from './support/page-work.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: what a project keeps in the console are not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let page: Page
let work: PageWork
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'q1', cu_count: 16, resource_mode: 1 })
  page = await lab.open('/project')
  work = workOn(page)
})
afterAll(() => lab?.[Symbol.asyncDispose]())

describe.skipIf(chromium === undefined)('what a project keeps in the console', () => {
  it('share what statements name: variables, rules, templates', async () => {
    await work.open('Project')
    await work.act('Create a variable', { Name: 'country', Value: 'NL' })
    await work.row('country').getByText('NL').waitFor()
    await page.getByRole('tab', { name: 'Defence rules' }).click()
    await work.act('Make a rule', { Name: 'few joins', About: 'Number of joins in a statement (1 to 50)', 'At most': '3' })
    await work.row('few joins').waitFor()
    await page.getByRole('tab', { name: 'Templates' }).click()
    await work.act('Keep a template of SQL', { Name: 'daily', Statement: 'SELECT 1' })
    await work.row('daily').getByText('SELECT 1').waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  it('put a file into a bucket, and say how a command does it', async () => {
    await lab.call('PUT', '/causeway/v1/{project_id}/buckets/lake')
    await page.goto(`${lab.endpoint}/console/project?view=buckets&bucket=lake`)
    await page.getByRole('heading', { name: 'Bucket lake' }).waitFor()
    await page.getByRole('button', { name: 'Put a file', exact: true }).click()
    expect(await findViolations(page)).toEqual([])
    const content = 'a,b\n1,é\n'
    const chosen = page.waitForEvent('filechooser')
    await work.dialog().getByRole('button', { name: /^File/ }).click()
    await (await chosen).setFiles({ name: 'new orders.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
    await work.dialog().getByLabel('Key').fill('in/2026/orders.csv')
    await work.dialog().locator('summary').click()
    await expect
      .poll(() => work.dialog().locator('details').textContent())
      .toContain("causeway put 'new orders.csv' obs://lake/in/2026/orders.csv")
    await work.dialog().getByRole('button', { name: 'Put a file', exact: true }).click()
    await work.row('in/2026/orders.csv').waitFor()
    const kept = { key: 'in/2026/orders.csv', bytes: Buffer.byteLength(content) }
    expect(await lab.call('GET', '/causeway/v1/{project_id}/buckets/lake/objects')).toMatchObject({ objects: [kept] })
  })

  it('run a script, show it statement by statement, and cancel one', async () => {
    await page.goto(`${lab.endpoint}/console/project?view=scripts`)
    await page.getByText('There is no script').waitFor()
    await work.act('Run a script', { Statements: 'SELECT 1; SELECT nosuch; SELECT 3', Queue: 'q1' })
    await work.row('q1').getByText('✕ failed').waitFor()
    await work.row('q1').getByRole('button').click()
    const statements = page.getByRole('table', { name: /^Statements of/ }).getByRole('row')
    await expect
      .poll(() => statements.allTextContents())
      .toEqual([
        expect.stringContaining('Statement'),
        expect.stringMatching(/SELECT 1.*finished/),
        expect.stringMatching(/SELECT nosuch.*failed.*nosuch does not exist/),
        expect.stringMatching(/SELECT 3.*skipped/),
      ])
    expect(await findViolations(page)).toEqual([])
    await work.act('Run a script', { Statements: endlessSql, Queue: 'q1' })
    const running = work.row('… running').getByRole('button')
    await running.click()
    await work.act('Cancel the script', {})
    await work.row('○ cancelled').first().waitFor()
  })

  it('were refused nothing by their own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
