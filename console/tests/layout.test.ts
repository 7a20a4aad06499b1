import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'
import { cutOff, tornWords } from './support/layout.ts'
import { type PageWork, workOn } from './support/page-work.ts'

const chromium = await findChromium()
if (chromium === undefined)
  console.log(`SKIPPED: lists, forms and long names in the console are not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let page: Page
let work: PageWork
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'q1', cu_count: 16, resource_mode: 1 })
  page = await lab.open('/queues')
  work = workOn(page)
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const PAGES = [
  'topology',
  'doctor',
  'sql',
  'jobs',
  'catalog',
  'queues',
  'connections',
  'credentials',
  'users',
  'project',
  'audit',
  'settings',
]

/** From its left to its right; what is scrolled is by whole pixels. */
const isInWindow = (found: Locator): Promise<boolean> =>
  found.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect()
    return left >= 0 && right < window.innerWidth + 1
  })

describe.skipIf(chromium === undefined)('lists, forms and long names in the console', () => {
  it('tear no word and no number, show a list’s choice from its heading on, and tell a failure line by line', async () => {
    await lab.call('POST', '/v1.0/{project_id}/jobs/submit-job', { queue_name: 'q1', sql: 'SELECT count(*) FROM range(12345678)' })
    await lab.call('POST', '/v3/{project_id}/datasource/auth-infos', {
      auth_info_name: 'far',
      datasource_type: 'passwd',
      user_name: 'u',
      password: 'x',
    })
    const far =
      "CREATE TABLE far USING JDBC OPTIONS ('url'='jdbc:postgresql://far:5432/x', 'dbtable'='t', 'passwdauth'='far', 'encryption'='true')"
    const failed = await lab.call('POST', '/v1.0/{project_id}/jobs/submit-job', { queue_name: 'q1', sql: far })
    const jobId = typeof failed === 'object' && failed !== null && 'job_id' in failed ? String(failed.job_id) : ''
    for (const place of ['jobs', 'audit', 'users', 'settings', 'topology?view=table', 'doctor?queue=q1&address=far:5432']) {
      await page.goto(`${lab.endpoint}/console/${place}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (place.startsWith('doctor')) await page.locator('[data-step=attachment]').waitFor()
      else await page.getByRole('row').nth(1).waitFor()
      expect({ place, torn: await tornWords(page) }).toEqual({ place, torn: [] })
    }
    await page.goto(`${lab.endpoint}/console/jobs?job=${jobId}`)
    const panel = page.getByRole('region', { name: `Job ${jobId}` })
    await expect.poll(() => panel.innerText()).toMatch(/far:5432 cannot be reached.*\n\s*1\. queue: ok.*\n\s*2\. /)
    await page.goto(`${lab.endpoint}/console/sql`)
    await page.getByRole('textbox', { name: /^SQL/ }).focus()
    await page.keyboard.insertText(far)
    await page.getByRole('combobox', { name: 'Queue' }).selectOption('q1')
    await page.keyboard.press('ControlOrMeta+Shift+Enter')
    const shown = page.getByRole('region', { name: 'Results' }).getByRole('alert')
    const weightOf = (text: RegExp) => shown.getByText(text).evaluate((each) => getComputedStyle(each).fontWeight)
    expect([await weightOf(/far:5432 cannot be reached/), await weightOf(/1\. queue: ok/)]).toEqual(['600', '400'])
    await page.goto(`${lab.endpoint}/console/audit`)
    await page.getByRole('row').nth(1).getByRole('button').click()
    await page.getByRole('heading', { level: 3, name: 'Details' }).waitFor()
    const details = page.getByRole('heading', { level: 3, name: 'Details' })
    await expect.poll(() => details.evaluate((heading) => heading.getBoundingClientRect().bottom < window.innerHeight)).toBe(true)
  })

  it('keep both ends of a time beside each other, as long as the window has room for them', async () => {
    await page.goto(`${lab.endpoint}/console/audit`)
    const [from, to] = [page.getByLabel('Not before'), page.getByLabel('Before', { exact: true })]
    await to.waitFor()
    // Both at one moment: a page that has got another width still moves as a whole.
    const apart = async (): Promise<number> => {
      const ends = await Promise.all([from.elementHandle(), to.elementHandle()])
      return await page.evaluate((fields) => {
        const [first, second] = fields.map((field) => (field?.isConnected === true ? field.getBoundingClientRect().y : Number.NaN))
        return (second ?? Number.NaN) - (first ?? Number.NaN)
      }, ends)
    }
    for (const width of [1440, 1280, 1024, 900, 768, 640]) {
      await page.setViewportSize({ width, height: 700 })
      expect({ width, apart: await apart(), cutOff: await cutOff(page) }).toEqual({ width, apart: 0, cutOff: [] })
    }
    for (const width of [400, 320]) {
      await page.setViewportSize({ width, height: 700 })
      expect({ width, cutOff: await cutOff(page) }).toEqual({ width, cutOff: [] })
    }
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  it('hold in a window of 640 px, as at a zoom of 200 %, whatever things are called, and move nothing for who wants it so', async () => {
    // HTML, a mark that turns what follows round, one of no width, and a word longer than the window.
    const name = `<img src=x onerror="document.title=1">\u202Egnp\u200B${'w'.repeat(190)}`
    const made: readonly (readonly [string, object])[] = [
      ['/v1.0/{project_id}/queues', { queue_name: 'named', cu_count: 16, resource_mode: 1, description: name }],
      ['/v1.0/{project_id}/sqls', { sql_name: name.slice(0, 64), sql: name, description: name }],
      ['/v1.0/{project_id}/variables', { var_name: 'named', var_value: name }],
      ['/v1.0/{project_id}/databases', { database_name: 'named', description: name }],
      [
        '/v1.0/{project_id}/databases/named/tables',
        { table_name: 't', data_location: 'DLI', description: name, columns: [{ column_name: 'a', type: 'int', description: name }] },
      ],
      [
        '/v1/{project_id}/sql-defend-rules',
        { rule_name: name.slice(0, 32), rule_id: 'static_0002', engine_rules: { spark: 1 }, desc: name, queue_names: ['named'] },
      ],
      ['/v3/{project_id}/datasource/auth-infos', { auth_info_name: 'named', datasource_type: 'passwd', user_name: name, password: 'x' }],
      ['/causeway/v1/{project_id}/expectations', { queue_name: 'named', address: '10.0.0.1:5432', expect: 'refused', note: name }],
      ['/v1.0/{project_id}/jobs/submit-job', { sql: `SELECT '${name}'`, queue_name: 'named' }],
      ['/causeway/v1/users', { name: 'named', description: name }],
    ]
    for (const [path, body] of made) await lab.call('POST', path, body)
    await page.setViewportSize({ width: 640, height: 480 })
    const places = [
      ...PAGES,
      'queues?queue=named',
      'credentials?credential=named',
      'catalog?database=named',
      'catalog?database=named&table=t',
      'doctor?view=expectations',
      'doctor?view=matrix',
      'doctor?queue=named&address=10.0.0.1:5432',
      'project?view=rules',
      'project?view=templates',
      'topology?view=table',
      'topology?node=queue:named',
    ]
    for (const place of places) {
      await page.goto(`${lab.endpoint}/console/${place}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => page.locator('[data-loading]').count()).toBe(0)
      expect({ place, cut: await cutOff(page) }).toEqual({ place, cut: [] })
      await expect.poll(() => isInWindow(page.locator('nav [aria-current=page]')), { message: place }).toBe(true)
      await expect.poll(() => page.locator('img').count(), { message: place }).toBe(0)
      expect(await page.title(), place).toMatch(/Causeway$/)
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll('*')].filter((element) => {
            const { transitionDuration, animationDuration } = getComputedStyle(element)
            return [transitionDuration, animationDuration].some((times) => times.split(',').some((time) => Number.parseFloat(time) > 0.01))
          }).length,
      )
      expect({ place, moving }).toEqual({ place, moving: 0 })
    }
    await page.goto(`${lab.endpoint}/console/queues`)
    await page.getByRole('button', { name: 'Create a queue' }).click()
    await work.dialog().waitFor()
    const box = await work.dialog().boundingBox()
    expect(box === null ? undefined : box.x >= 0 && box.x + box.width <= 640 && box.height <= 480).toBe(true)
  })

  it('were refused nothing by their own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
