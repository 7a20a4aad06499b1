// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Spark replaces looks so
import { text } from 'node:stream/consumers'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { endlessSql } from '../../testing/endless-sql.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: the SQL page is not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
beforeAll(async () => {
  if (chromium !== undefined) lab = await startConsoleLab(chromium)
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const CELLS_MAX = 600
const KILOBYTE = 1_000

/** In place of what is there, by the keyboard alone; the cursor is behind it then. */
async function write(page: Page, sql: string): Promise<void> {
  await page.getByRole('textbox', { name: /^SQL/ }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(sql)
}
const grid = (page: Page) => page.getByRole('grid', { name: 'The rows of the result' })
const cellTexts = (page: Page): Promise<readonly string[]> => grid(page).getByRole('gridcell').allTextContents()
const cellCount = (page: Page): Promise<number> => page.locator('[role=gridcell]').count()
/** Run, and its end: the state of the run is told in words. */
async function run(page: Page, sql: string, end: RegExp): Promise<void> {
  await write(page, sql)
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.getByRole('region', { name: 'Results' }).getByRole('status').filter({ hasText: end }).first().waitFor()
}
const selectedCell = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant')
    return id == null ? undefined : (document.getElementById(id)?.textContent ?? undefined)
  })

describe.skipIf(chromium === undefined)('SQL in the console', () => {
  it('shows values as they are, read cell by cell with the keyboard, sorts and filters them, and finds no fault with itself', async () => {
    const page = await lab.open('/sql')
    await run(
      page,
      "SELECT * FROM VALUES (1, CAST('12345678901234567890.02' AS DECIMAL(38,2)), 'b', array(1, NULL)), (2, CAST('12345678901234567890.01' AS DECIMAL(38,2)), 'NULL', NULL), (3, NULL, NULL, array()) AS t(id, amount, name, list)",
      /3 rows/,
    )
    expect(await cellTexts(page)).toEqual([
      ...['1', '12345678901234567890.02', 'b', '[2 values] [1,null]'],
      ...['2', '12345678901234567890.01', 'NULL', 'NULL'],
      ...['3', 'NULL', 'NULL', '[0 values] []'],
    ])
    await grid(page).focus()
    await page.keyboard.press('ArrowRight')
    expect(await selectedCell(page)).toBe('12345678901234567890.02')
    await page.getByRole('button', { name: 'Sort ↑' }).press('Enter')
    await expect.poll(async () => (await cellTexts(page)).filter((_, at) => at % 4 === 0)).toEqual(['3', '2', '1'])
    await page.getByRole('textbox', { name: 'Filter amount' }).fill('> 12345678901234567890.01')
    await expect.poll(() => cellTexts(page)).toEqual(['1', '12345678901234567890.02', 'b', '[2 values] [1,null]'])
    await grid(page).focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'list, row 1' }).getByText('2 values').waitFor()
    await page.keyboard.press('Escape')
    expect(await findViolations(page)).toEqual([])
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download all rows…' }).click()
    await page.getByRole('menuitem', { name: 'JSON', exact: true }).click()
    const file = await coming
    expect(file.suggestedFilename()).toMatch(/\.json$/)
    const whole: unknown = JSON.parse(await text(await file.createReadStream()))
    expect(whole).toMatchObject([
      { id: 1, name: 'b' },
      { id: 2, name: 'NULL' },
      { id: 3, name: null },
    ])
    await page.context().close()
  })

  it('gives each of several statements a result, leaves out what stands behind one that fails, and marks the mistake', async () => {
    const page = await lab.open('/sql')
    await page.setViewportSize({ width: 640, height: 800 })
    await write(
      page,
      "SELECT 'first' AS a, 'which is longer' AS b;\nSELECT 'second' AS b, 'longer too' AS c;\nSELECT * FRM x;\nSELECT 'never'",
    )
    await page.keyboard.press('ControlOrMeta+Shift+Enter')
    const results = page.getByRole('region', { name: 'Results' })
    await results.getByRole('tab', { name: /^– 4\./ }).waitFor()
    // There is no room for all of them: that of the result that is shown is in sight.
    const failed = results.getByRole('tab', { name: /^✕ 3\./ })
    const edgeOf = async (place: Locator): Promise<number> => await place.evaluate((element) => element.getBoundingClientRect().right)
    await expect.poll(async () => (await edgeOf(failed)) - (await edgeOf(results.getByRole('tablist')))).toBeLessThanOrEqual(1)
    await results.getByRole('tab', { name: /^✕ 3\./ }).click()
    // By its place in the whole text, which is what one looks at.
    await results
      .getByRole('alert')
      .filter({ hasText: /line 3, column \d+.*FRM/ })
      .waitFor()
    await results.getByRole('tab', { name: /^✓ 1\./ }).click()
    expect(await cellTexts(page)).toEqual(['first', 'which is longer'])
    await expect.poll(() => page.locator('.cm-lintRange-error').allTextContents()).toEqual(['FRM'])
    // Another tab has nothing of it, and this one still has.
    await page.getByRole('button', { name: 'Open another tab' }).click()
    await page.getByText('Nothing has been run in this tab').waitFor()
    await page.getByRole('tab', { name: 'Query 1' }).click()
    await results.getByRole('tab', { name: /^✕ 3\./ }).waitFor()
    await page.context().close()
  })

  it('underlines the name that is wrong, and not its statement', async () => {
    const page = await lab.open('/sql')
    const marked = () => page.locator('.cm-lintRange-error').allTextContents()
    await write(
      page,
      "SELECT 1;\nSELECT t.origin,\n  t.dely\nFROM (SELECT 'x' AS origin, 1 AS delay) t;\nSELECT uper('a'), 1 FROM range(3)",
    )
    await expect.poll(marked).toEqual(['t.dely', 'uper'])
    await write(page, 'SELECT a.id FROM range(3) a JOIN nosuch b ON a.id = b.id')
    await expect.poll(marked).toEqual(['nosuch'])
    await page.context().close()
  })

  it('cancels what runs, and shows a plan', async () => {
    const page = await lab.open('/sql')
    await write(page, endlessSql)
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('status').filter({ hasText: 'Cancelled after' }).waitFor()
    const job = await page.getByRole('region', { name: 'Results' }).getByRole('link', { name: /^Job / }).getAttribute('href')
    expect(job).toMatch(/\/console\/jobs\?job=[0-9a-f-]{36}&project=[0-9a-f]{32}$/)
    await write(page, 'SELECT id + 1 AS next FROM range(3)')
    await page.keyboard.press('ControlOrMeta+e')
    await page.getByText('next bigint').waitFor()
    await page.context().close()
  })

  it('keeps what was typed, opens a link in a tab of its own and runs nothing of it, and formats', async () => {
    const page = await lab.open('/sql')
    await write(page, "select 1 as a, 'x  y' as b")
    await page.getByRole('button', { name: 'Format' }).click()
    await expect.poll(() => page.locator('.cm-line').allTextContents()).toEqual(['SELECT', '  1 AS a,', "  'x  y' AS b"])
    await page.getByRole('button', { name: 'Share' }).click()
    await page.waitForURL(/#share=/)
    const link = page.url()
    await page.goto('about:blank')
    await page.goto(`${lab.endpoint}/console/sql`)
    await expect.poll(() => page.locator('.cm-line').allTextContents()).toHaveLength(3)
    await page.goto('about:blank')
    await page.goto(link)
    await expect.poll(() => page.getByRole('tablist', { name: 'Texts' }).getByRole('tab').allTextContents()).toEqual(['Query 1', 'Query 1'])
    await page.getByText('Nothing has been run in this tab').waitFor()
    await expect.poll(() => page.url()).not.toContain('share')
    await page.context().close()
  })

  it('says on which queue it runs where none was chosen, and keeps the one that was chosen last, of each project', async () => {
    for (const queue_name of ['adhoc', 'reports'])
      await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name, cu_count: 16, resource_mode: 1 })
    const page = await lab.open('/sql')
    const queue = page.getByRole('combobox', { name: 'Queue' })
    const note = page.getByText(/^No queue was chosen/)
    await expect.poll(() => note.textContent()).toBe('No queue was chosen: it runs on adhoc')
    expect(await queue.inputValue()).toBe('adhoc')
    expect(await findViolations(page)).toEqual([])
    await queue.selectOption('reports')
    await expect.poll(() => note.count()).toBe(0)
    await page.getByRole('button', { name: 'Open another tab' }).click()
    await expect.poll(() => queue.inputValue()).toBe('reports')
    await page.reload()
    await page.getByRole('tab', { name: 'Query 2' }).click()
    await expect.poll(() => queue.inputValue()).toBe('reports')
    expect(await note.count()).toBe(0)
    // The one that was chosen is there no more.
    await lab.call('DELETE', '/v1.0/{project_id}/queues/reports')
    await expect.poll(() => note.textContent()).toBe('No queue was chosen: it runs on adhoc')
    await page.getByRole('button', { name: 'Keep adhoc' }).click()
    await page.getByRole('button', { name: 'Open another tab' }).click()
    await expect.poll(() => queue.inputValue()).toBe('adhoc')
    expect(await note.count()).toBe(0)
    await lab.call('DELETE', '/v1.0/{project_id}/queues/adhoc')
    await page.context().close()
  })

  it('tells what a defence rule that refuses nothing says of a statement', async () => {
    const rule = { rule_name: 'tells', rule_id: 'static_0001', engine_rules: { spark: 1 }, action: 'hint' }
    await lab.call('POST', '/v1/{project_id}/sql-defend-rules', rule)
    const page = await lab.open('/sql')
    await run(page, 'SELECT count(DISTINCT id), count(DISTINCT id + 1) FROM range(3)', /1 row/)
    await page.getByRole('note').filter({ hasText: 'tells' }).waitFor()
    await page.context().close()
  })

  it('completes tables and columns, and puts the values of parameters in', async () => {
    const page = await lab.open('/sql')
    await run(page, 'CREATE OR REPLACE VIEW default.orders AS SELECT 7 AS amount_paid, ${n} AS n', /Failed/)
    await run(page, 'CREATE OR REPLACE VIEW default.orders AS SELECT 7 AS amount_paid', /Done/)
    await write(page, 'SELECT ${n} + amount_p FROM default.orders')
    await page.getByLabel('n', { exact: true }).fill('35')
    await page.getByRole('textbox', { name: /^SQL/ }).focus()
    for (let left = ' FROM default.orders'.length; left > 0; left -= 1) await page.keyboard.press('ArrowLeft')
    // What the catalog has may come behind the first asking.
    await expect
      .poll(async () => {
        await page.keyboard.press('Control+Space')
        return await page.getByRole('option', { name: /amount_paid/ }).isVisible()
      })
      .toBe(true)
    // Enter is a line break for 75 ms, lest it takes what has only just come.
    await page.waitForTimeout(200)
    await page.keyboard.press('Enter')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect.poll(() => cellTexts(page)).toEqual(['42'])
    await page.context().close()
  })

  it('finds a table in a database that nobody has opened, and puts its name in', async () => {
    await lab.call('POST', '/v1.0/{project_id}/databases', { database_name: 'shop' })
    const columns = [{ column_name: 'id', type: 'int' }]
    const table = { table_name: 'returned_goods', data_location: 'DLI', data_type: 'parquet', columns }
    await lab.call('POST', '/v1.0/{project_id}/databases/shop/tables', table)
    const page = await lab.open('/sql')
    const tree = page.getByRole('navigation', { name: 'Catalog' })
    await tree.getByText('shop').waitFor()
    await page.getByLabel('Search the catalog').fill('goods')
    await tree.getByText('returned_goods').click()
    await tree.getByRole('button', { name: 'Insert shop.returned_goods' }).click()
    await expect.poll(() => page.locator('.cm-line').allTextContents()).toEqual(['shop.returned_goods'])
    await page.context().close()
  })

  it('leaves a database whose tables cannot be read out of what is found by another name than its own', async () => {
    for (const database_name of ['broken', 'whole']) await lab.call('POST', '/v1.0/{project_id}/databases', { database_name })
    const columns = [{ column_name: 'id', type: 'int' }]
    await lab.call('POST', '/v1.0/{project_id}/databases/whole/tables', {
      table_name: 'some_pieces',
      data_location: 'DLI',
      data_type: 'parquet',
      columns,
    })
    const page = await lab.open('/')
    // As a proxy does that lets some of it through.
    await page.route('**/databases/broken/tables*', (route) => route.fulfill({ status: 502, body: 'bad gateway' }))
    await page.goto(`${lab.endpoint}/console/sql`)
    const tree = page.getByRole('navigation', { name: 'Catalog' })
    await tree.getByText('broken').waitFor()
    await page.getByLabel('Search the catalog').fill('pieces')
    await tree.getByText('some_pieces').waitFor()
    await expect.poll(() => tree.getByText('broken').count()).toBe(0)
    await page.getByLabel('Search the catalog').fill('roke')
    await tree.getByText('broken').waitFor()
    await page.context().close()
  })

  it('holds 1,000 × 200 and 100,000 × 60 values, few of them in the page, and downloads all of them without running anything again', async () => {
    const page = await lab.open('/sql')
    const columns = (count: number): string => Array.from({ length: count }, (_, at) => `id + ${at} AS c${at}`).join(', ')
    await run(page, `SELECT ${columns(200)} FROM range(1000)`, /1,000 rows/)
    await grid(page).focus()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.press('End')
    await expect.poll(() => selectedCell(page)).toBe('1198')
    expect(await cellCount(page)).toBeLessThanOrEqual(CELLS_MAX)
    await run(page, `SELECT ${columns(60)} FROM range(100000)`, /100,000 rows/)
    await page.getByText('the first 1,000 of 100,000 rows').waitFor()
    await page.getByRole('button', { name: 'Get 99,000 more rows' }).click()
    await page.getByText(/^100,000 rows$/).waitFor()
    await grid(page).focus()
    await page.keyboard.press('ControlOrMeta+ArrowDown')
    await expect.poll(() => selectedCell(page)).toBe('99999')
    expect(await cellCount(page)).toBeLessThanOrEqual(CELLS_MAX)
    const runs = '/v1.0/{project_id}/jobs?sql-pattern=range(100000)'
    expect(await lab.call('GET', runs)).toMatchObject({ job_count: 1 })
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download all rows…' }).click()
    await page.getByRole('menuitem', { name: 'CSV' }).click()
    const stream = await (await coming).createReadStream()
    let lines = 0
    for await (const chunk of stream) lines += String(chunk).split('\n').length - 1
    expect(lines).toBe(100_001)
    expect(await lab.call('GET', runs)).toMatchObject({ job_count: 1 })
    await page.context().close()
  })

  it('is loaded with few bytes', async () => {
    const page = await lab.open('/topology')
    let bytes = 0
    page.on('response', async (response) => {
      if (!response.url().includes('/console/assets/') && !response.url().endsWith('/console/sql')) return
      const sizes = await response.request().sizes()
      bytes += sizes.responseBodySize + sizes.responseHeadersSize
    })
    const visitor = await page.context().newCDPSession(page)
    await visitor.send('Network.clearBrowserCache')
    await page.goto(`${lab.endpoint}/console/sql`)
    await page.getByRole('textbox', { name: /^SQL/ }).waitFor()
    await expect.poll(() => bytes).toBeGreaterThan(100 * KILOBYTE)
    expect(bytes).toBeLessThan(380 * KILOBYTE)
    console.log(`the SQL page: ${Math.round(bytes / KILOBYTE)} kB transferred`)
    await page.context().close()
  })

  it.each([
    // What a window of 1,600 × 1,200 holds at 200 %.
    { width: 800, height: 600 },
    { width: 1_400, height: 900 },
  ])('has rows in the page as far as one sees them, in a window of $width × $height', async (viewport) => {
    const page = await lab.open('/sql')
    await page.setViewportSize(viewport)
    await run(page, 'SELECT id, id * 2 AS twice FROM range(1000)', /1,000 rows/)
    await grid(page).waitFor()
    await expect.poll(() => grid(page).evaluate((element) => element.clientHeight)).toBeLessThan(viewport.height)
    await expect.poll(() => cellCount(page)).toBeLessThan(CELLS_MAX)
    await page.context().close()
  })

  it('was refused nothing by the policy of the page, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
