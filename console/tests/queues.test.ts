import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { endlessSql } from '../../testing/endless-sql.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'
import { focusedText, tabTo } from './support/keyboard.ts'
import { type PageWork, workOn } from './support/page-work.ts'

const chromium = await findChromium()
if (chromium === undefined)
  console.log(`SKIPPED: queues, their jobs and who made them in the console are not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let page: Page
let work: PageWork
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  page = await lab.open('/queues')
  work = workOn(page)
})
afterAll(() => lab?.[Symbol.asyncDispose]())

describe.skipIf(chromium === undefined)('queues, their jobs and who made them in the console', () => {
  it('make, show and delete a queue, and say before what they will send', async () => {
    await work.open('Queues and pools')
    const shown = await work.act('Create a queue', { Name: 'q1' })
    expect(shown).toContain(`causeway api POST '/v1.0/{project_id}/queues'`)
    expect(shown).toContain(`${lab.endpoint}/v1.0/${lab.identity.projectId}/queues`)
    await work.row('q1').waitFor()
    expect(await lab.call('GET', '/v1.0/{project_id}/queues/q1')).toMatchObject({ resource_mode: 1, cu_count: 16 })
    await work.row('q1').getByRole('button', { name: 'q1' }).click()
    await page.getByRole('heading', { name: 'Queue q1' }).waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe(`?queue=q1&project=${lab.identity.projectId}`)
    expect(await findViolations(page)).toEqual([])
    await page.reload()
    await page.getByRole('heading', { name: 'Queue q1' }).waitFor()
    await work.act('Create a queue', { Name: 'q1' })
    await work.dialog().getByRole('alert').filter({ hasText: 'already exists' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await work.dialog().waitFor({ state: 'detached' })
  })

  it('are used by the keyboard alone: to a page, into a form, and to what it has made', async () => {
    const visitor = await lab.open('/topology')
    await tabTo(visitor, 'Queues and pools')
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('heading', { level: 1, name: 'Queues and pools' }).waitFor()
    await tabTo(visitor, 'Create a queue')
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('dialog').waitFor()
    // The first field has the focus.
    await visitor.keyboard.type('by_keyboard')
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('dialog').waitFor({ state: 'detached' })
    await tabTo(visitor, 'by_keyboard')
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('heading', { name: 'Queue by_keyboard' }).waitFor()
    expect(await focusedText(visitor)).toBe('Queue by_keyboard')
    await visitor.context().close()
  })

  it('plan a queue', async () => {
    await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'big', cu_count: 64, resource_mode: 1 })
    await work.open('Queues and pools')
    await work.row('big').getByRole('button', { name: 'big' }).click()
    await work.act('Add a plan', { Name: 'mornings', Time: '07:30' })
    await work.row('mornings').getByText('07:30').waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  it('show the jobs of the project as they go, and cancel one', async () => {
    // What is answered first is of before the job, and comes behind all that is told of it.
    const [asked, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await page.route(
      /\/jobs\?/,
      async (route) => {
        const response = await route.fetch()
        asked.resolve()
        await begun.promise
        await route.fulfill({ response })
      },
      { times: 1 },
    )
    await work.open('Jobs')
    await asked.promise
    const job = await lab.call('POST', '/v1.0/{project_id}/jobs/submit-job', { sql: endlessSql, queue_name: 'q1' })
    const id = /"job_id":"([^"]+)"/.exec(JSON.stringify(job))?.[1] ?? ''
    const status = async () => JSON.stringify(await lab.call('GET', `/v1.0/{project_id}/jobs/${id}/status`))
    await expect.poll(status).toContain('RUNNING')
    begun.resolve()
    await work.row('q1').getByText('… running').waitFor()
    await work.row('q1').getByRole('button').click()
    await page.getByRole('heading', { name: 'What happened' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await work.act('Cancel the job', {})
    await work.row('q1').getByText('○ cancelled').waitFor()
    await page.getByLabel('State', { exact: true }).selectOption({ label: 'finished' })
    await page.getByText('No job is so').waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('status')).toBe('FINISHED')
    await page.getByRole('button', { name: 'Open in the editor' }).click()
    await page.getByRole('heading', { level: 1, name: 'SQL' }).waitFor()
  })

  it('say who did what', async () => {
    await work.open('Audit')
    await page.getByLabel('Action').fill('dli.queues.create')
    await expect.poll(() => work.row('dli.queues.create').count()).toBe(4)
    await page.getByLabel('Outcome').selectOption('failed')
    await expect.poll(() => work.row('dli.queues.create').count()).toBe(1)
    await work.row('dli.queues.create').getByRole('button').click()
    await page.getByText('"queue_name": "q1"').waitFor()
  })

  it('were refused nothing by their own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
