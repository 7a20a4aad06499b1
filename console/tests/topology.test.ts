import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { findFreePort } from '../../testing/free-port.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'
import { focusedText, pressOn, tabTo } from './support/keyboard.ts'
import { makeShop, type Shop } from './support/shop.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: the topology is not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let shop: Shop
let page: Page
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium, `agents: { listen: ${await findFreePort()} }\n`)
  shop = await makeShop(lab)
  page = await lab.open('/topology')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const card = (id: string) => page.locator(`[role="option"][data-node="${id}"]`)
const detail = () => page.getByRole('complementary')
const faded = async (id: string): Promise<boolean> => (await card(id).getAttribute('data-faded')) !== null
const chosenInAddress = (): string | null => new URL(page.url()).searchParams.get('node')

describe.skipIf(chromium === undefined)('the topology', () => {
  it('shows how each thing is by a colour, a sign and a word, healthy hosts together and others apart', async () => {
    await card('queue:q1').waitFor()
    await expect.poll(() => card('queue:q2').innerText()).toMatch(/○[\s\S]*q2[\s\S]*bound to nothing/)
    await expect.poll(() => card('queue:q1').innerText()).toMatch(/✓[\s\S]*q1[\s\S]*bound/)
    await expect.poll(() => card(`host:${shop.connectionId}/10.1.2.3`).innerText()).toMatch(/✕[\s\S]*lost[\s\S]*outside/)
    await expect.poll(() => card(`hosts:${shop.connectionId}`).innerText()).toMatch(/10 hosts/)
    await card(`hosts:${shop.connectionId}`).click()
    await card(`host:${shop.connectionId}/192.168.0.10`).waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('open')).toBe(`hosts:${shop.connectionId}`)
  })

  it('keeps the ways through what is chosen, in the address of the page as well', async () => {
    await card('queue:q1').click()
    await detail().getByRole('heading', { name: 'q1' }).waitFor()
    await expect.poll(chosenInAddress).toBe('queue:q1')
    await expect.poll(() => faded('queue:q2')).toBe(true)
    await expect.poll(() => faded(`connection:${shop.connectionId}`)).toBe(false)
    await page.reload()
    await detail().getByRole('heading', { name: 'q1' }).waitFor()
    await expect.poll(() => faded('queue:q2')).toBe(true)
    await page.goBack()
    await detail().waitFor({ state: 'detached' })
    await expect.poll(() => faded('queue:q2')).toBe(false)
  })

  it('lets a stranger find out why q2 does not reach the database, and mend it', async () => {
    await card('queue:q2').click()
    await detail().getByText('No connection is bound to queue q2').first().waitFor()
    await detail().getByRole('button', { name: 'Why, and what helps' }).click()
    await detail().getByText('Bind queue q2 to connection orders, which knows pg-orders as 192.168.0.10').waitFor()
    // As long as it takes for a browser to take the focus from the button that is busy.
    const released = Promise.withResolvers<void>()
    await page.route('**/associate-queue', async (route) => {
      await released.promise
      await route.continue()
    })
    await detail().getByRole('button', { name: 'Do it' }).click()
    await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(true)
    released.resolve()
    await detail().locator('[data-verdict="allowed"]').waitFor()
    await page.unroute('**/associate-queue')
    await expect.poll(() => card('queue:q2').getAttribute('data-level')).toBe('ok')
    await expect.poll(() => focusedText(page)).toMatch(/^. Queue q2 may reach pg-orders:5432$/)
    await expect.poll(() => faded(`connection:${shop.connectionId}`)).toBe(false)
  })

  it('says what breaks before it unbinds, and follows what others do meanwhile', async () => {
    await detail().getByRole('button', { name: 'Unbind…' }).click()
    await detail().locator('[data-impact]').waitFor()
    await detail().getByRole('button', { name: 'Unbind q2' }).click()
    await expect.poll(() => card('queue:q2').getAttribute('data-level')).toBe('idle')
    // By somebody else: the page is told.
    await lab.call('POST', `${shop.connections}/${shop.connectionId}/associate-queue`, { queues: ['q2'] })
    await expect.poll(() => card('queue:q2').getAttribute('data-level')).toBe('ok')
    await lab.call('PUT', `/causeway/v1/{project_id}/vpcs/${shop.vpcId}/attachment`, { kind: 'none' })
    await expect.poll(() => card(`vpc:${shop.vpcId}`).innerText()).toMatch(/✕[\s\S]*not attached/)
    await card(`vpc:${shop.vpcId}`).click()
    await detail().getByRole('link', { name: 'Attach it' }).waitFor()
    // Without an agent nothing leads there.
    await lab.call('PUT', `/causeway/v1/{project_id}/vpcs/${shop.vpcId}/attachment`, { kind: 'agent' })
    await detail().getByRole('list', { name: 'What would help' }).getByText(/agent/).waitFor()
    await lab.call('PUT', `/causeway/v1/{project_id}/vpcs/${shop.vpcId}/attachment`, shop.attachment)
    await expect.poll(() => card(`vpc:${shop.vpcId}`).getAttribute('data-level')).toBe('ok')
  })

  it('finds by words, and shows problems alone', async () => {
    await page.goto(`${lab.endpoint}/console/topology`)
    await page.getByLabel('Search').fill('192.168.0.13')
    await page.getByText('1 thing found.').waitFor()
    // What is found stands apart from its group.
    await card(`host:${shop.connectionId}/192.168.0.13`).waitFor()
    await expect.poll(() => faded('queue:q1')).toBe(true)
    await page.getByLabel('Search').fill('')
    await page.getByLabel('Only problems').click()
    await card('queue:q1').waitFor({ state: 'detached' })
    await expect.poll(() => card(`host:${shop.connectionId}/10.1.2.3`).count()).toBe(1)
    await expect.poll(() => new URL(page.url()).searchParams.get('problems')).toBe('only')
  })

  it('has whatever is chosen in sight, and asks of a host whether it is reached', async () => {
    await page.goto(`${lab.endpoint}/console/topology`)
    await card(`hosts:${shop.connectionId}`).click()
    await card(`host:${shop.connectionId}/192.168.0.10`).click()
    await detail().getByRole('heading', { name: 'pg-orders' }).waitFor()
    const isInSight = () =>
      card(`host:${shop.connectionId}/192.168.0.10`).evaluate((element) => {
        const { left, right } = element.getBoundingClientRect()
        const y = element.getBoundingClientRect().top + 5
        return [left + 5, right - 5].every((x) => element.contains(document.elementFromPoint(x, y)))
      })
    await expect.poll(isInSight).toBe(true)
    await detail().getByText('q1, pg-orders:5432').waitFor()
    await detail().getByLabel('From queue').selectOption('q2')
    await detail().getByLabel('At port').fill('5433')
    await detail().getByRole('button', { name: 'Ask the doctor' }).click()
    await page.getByRole('heading', { level: 1, name: 'Doctor' }).waitFor()
    await page.locator('[data-verdict]').first().waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe(`?queue=q2&address=pg-orders%3A5433&project=${lab.identity.projectId}`)
  })

  it('cuts off nothing that there is room for', async () => {
    await page.setViewportSize({ width: 1_600, height: 900 })
    await page.goto(`${lab.endpoint}/console/topology`)
    await card('queue:q1').waitFor()
    const cut = () =>
      page
        .getByRole('listbox')
        .evaluate((list) =>
          [...list.querySelectorAll('span')]
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1 && clientWidth > 1)
            .map(({ textContent }) => textContent),
        )
    await expect.poll(cut).toEqual([])
    // Networks are told whole where there is less of it, too.
    await page.setViewportSize({ width: 1_024, height: 720 })
    const networks = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('[data-kind="vpc"], [data-kind="subnet"]')].map((one) => {
          const inside = one.getBoundingClientRect()
          const lines = [...one.children].slice(1).map((line) => line.getBoundingClientRect())
          const detail = one.children[2]
          return {
            text: detail?.textContent,
            isWhole: detail !== undefined && detail.scrollHeight <= detail.clientHeight + 1 && detail.scrollWidth <= detail.clientWidth + 1,
            isInside: lines.every(({ top, bottom }) => top >= inside.top && bottom <= inside.bottom),
          }
        }),
      )
    await expect.poll(networks).toEqual([
      { text: '192.168.0.0/16 VPC, forward', isWhole: true, isInside: true },
      { text: '192.168.0.0/24 subnet', isWhole: true, isInside: true },
    ])
    await page.setViewportSize({ width: 1_280, height: 720 })
  })

  it('tells all of it in a table as well', async () => {
    await page.goto(`${lab.endpoint}/console/topology?view=table`)
    const row = page.locator('tr[data-row="queue:q1"]')
    await row.waitFor()
    await expect.poll(() => row.innerText()).toMatch(/q1[\s\S]*queue[\s\S]*bound[\s\S]*orders \(active\)/)
    const hosts = page.locator('tr[data-row^="host:"]')
    await expect.poll(() => hosts.count()).toBe(11)
    await row.getByRole('button', { name: 'q1' }).click()
    await detail().getByRole('heading', { name: 'q1' }).waitFor()
  })

  it('is walked by the keyboard, with one stop of the tab key', async () => {
    await page.goto(`${lab.endpoint}/console/topology`)
    await card('queue:q1').waitFor()
    await expect.poll(() => page.getByRole('listbox').locator('[tabindex="0"]').count()).toBe(1)
    await page.getByRole('button', { name: 'As a table' }).focus()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('queue:q1')
    await page.keyboard.press('ArrowRight')
    expect(await focused(page)).toBe(`connection:${shop.connectionId}`)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toBe('queue:q2')
    await page.keyboard.press('Enter')
    await detail().getByRole('heading', { name: 'q2' }).waitFor()
    await page.keyboard.press('Escape')
    await detail().waitFor({ state: 'detached' })
    await expect.poll(chosenInAddress).toBeNull()
  })

  it('is worked with by the keyboard alone: from the log-in to a queue, why it reaches nothing, its binding, and a cell of a result', async () => {
    const visitor = await lab.openAsStranger('/queues')
    await visitor.getByRole('button', { name: 'Log in' }).waitFor()
    await tabTo(visitor, 'user')
    await visitor.keyboard.type(lab.identity.user)
    await tabTo(visitor, 'password')
    await visitor.keyboard.type(lab.identity.password)
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('heading', { level: 1, name: 'Queues and pools' }).waitFor()
    await pressOn(visitor, 'Create a queue')
    await visitor.getByRole('dialog').waitFor()
    await visitor.keyboard.type('typed')
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('button', { name: 'typed', exact: true }).waitFor()
    await expect.poll(() => focusedText(visitor)).toBe('Create a queue')
    await pressOn(visitor, 'Doctor')
    await visitor.getByRole('heading', { level: 1, name: 'Doctor' }).waitFor()
    await visitor.getByRole('option', { name: 'typed' }).first().waitFor({ state: 'attached' })
    await tabTo(visitor, 'Queue')
    await visitor.keyboard.type('typed')
    await tabTo(visitor, 'Address')
    await visitor.keyboard.type('pg-orders:5432')
    await visitor.keyboard.press('Enter')
    await visitor.locator('[data-verdict="refused"]').first().waitFor()
    await visitor.getByText('to connection orders').first().waitFor()
    await pressOn(visitor, 'Do it')
    await visitor.locator('[data-verdict="allowed"]').first().waitFor()
    await expect.poll(() => focusedText(visitor)).toMatch(/^. Queue typed may reach pg-orders:5432$/)
    await pressOn(visitor, 'SQL')
    await visitor.getByRole('heading', { level: 1, name: 'SQL' }).waitFor()
    await visitor.getByRole('option', { name: 'typed' }).first().waitFor({ state: 'attached' })
    await tabTo(visitor, 'Queue')
    await visitor.keyboard.type('typed')
    await tabTo(visitor, /^SQL\. Tab leaves/)
    await visitor.keyboard.insertText("SELECT 'read' AS a, 'by the keyboard' AS b")
    await visitor.keyboard.press('ControlOrMeta+Enter')
    await visitor.getByRole('grid', { name: 'The rows of the result' }).waitFor()
    await tabTo(visitor, 'The rows of the result')
    await visitor.keyboard.press('ArrowRight')
    await expect
      .poll(() =>
        visitor.evaluate(() => {
          const id = document.activeElement?.getAttribute('aria-activedescendant') ?? ''
          return document.getElementById(id)?.textContent
        }),
      )
      .toBe('by the keyboard')
    await visitor.context().close()
  })

  it('has no state in which axe finds anything, in both colour schemes', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const place of ['?node=queue:q2', '?find=pg', '?view=table&problems=only']) {
        await page.goto(`${lab.endpoint}/console/topology${place}`)
        await page
          .getByText(/problem/)
          .first()
          .waitFor()
        if (place.includes('node')) await detail().getByText('let through').first().waitFor()
        expect({ place, colorScheme, found: await findViolations(page) }).toEqual({ place, colorScheme, found: [] })
      }
    }
  })

  it('was refused nothing by its own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})

const focused = (of: Page): Promise<string | undefined> =>
  of.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.dataset['node'] : undefined))
