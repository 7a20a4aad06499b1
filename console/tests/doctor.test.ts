import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDns } from '../../src/server/network/fixtures/dns-server.ts'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { type Postgres, startPostgres } from '../../testing/postgres.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'
import { makeRuleNetworks, RULE_CASES } from './support/rule-networks.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: the doctor is not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let postgres: Postgres
let page: Page
const closing = new AsyncDisposableStack()

beforeAll(async () => {
  if (chromium === undefined) return
  postgres = await startPostgres()
  closing.defer(() => postgres.stop())
  const dns = closing.use(await startDns({ 'A stray.corp': ['10.9.9.9'] }))
  lab = closing.use(await startConsoleLab(chromium))
  await makeRuleNetworks(lab, { database: postgres.port, dns: dns.port })
  page = await lab.open('/doctor')
  // The project that lends a connection is there as well.
  await page.getByLabel('Project', { exact: true }).selectOption({ label: lab.identity.project })
})
afterAll(() => closing.disposeAsync())

interface Step {
  readonly step: string
  readonly outcome: string
  readonly seen: string
  readonly rule?: number
}

async function ask(queue: string, address: string): Promise<void> {
  await page.getByRole('tab', { name: 'One queue, one address' }).click()
  await page.getByLabel(/^Queue/).selectOption(queue)
  await page.getByLabel(/^Address/).fill(address)
  await page.getByRole('button', { name: 'Decide' }).click()
  await page.waitForURL((url) => url.searchParams.get('address') === address && url.searchParams.get('queue') === queue)
  await section('As it is').locator('[data-verdict]').first().waitFor()
}

/** The expectation of a queue, of which there is one. */
async function enforce(queue: string, enforced: boolean): Promise<void> {
  const told = await lab.call('GET', '/causeway/v1/{project_id}/expectations')
  const [, id] = new RegExp(`"id":"([^"]+)","queue_name":"${queue}"`).exec(JSON.stringify(told)) ?? []
  if (id === undefined) throw new Error(`Nothing is expected of ${queue}`)
  await lab.call('PUT', `/causeway/v1/{project_id}/expectations/${id}`, { enforced })
}

const section = (name: string) => page.getByRole('region', { name, exact: true })

/** As they stand on the page. */
async function shownSteps(name: string): Promise<readonly Step[]> {
  return await section(name)
    .getByRole('list', { name: 'Steps' })
    .first()
    .locator('li[data-step]')
    .evaluateAll((items) =>
      items.map((item) => {
        const rule = /\(rule (\d+)/.exec(item.textContent ?? '')?.[1]
        const { step = '', outcome = '' } = item instanceof HTMLElement ? item.dataset : {}
        const seen = item.querySelector('[data-part="seen"]')?.textContent ?? ''
        return { step, outcome, seen, ...(rule === undefined ? {} : { rule: Number(rule) }) }
      }),
    )
}

async function explained(queue: string, address: string) {
  const path = `/causeway/v1/{project_id}/queues/${queue}/explain?address=${encodeURIComponent(address)}`
  const answer = (await lab.call('GET', path)) as {
    readonly verdict: string
    readonly steps: readonly Step[]
    readonly remedies: readonly { readonly text: string }[]
  }
  return {
    ...answer,
    steps: answer.steps.map(({ step, outcome, seen, rule }) => ({ step, outcome, seen, ...(rule === undefined ? {} : { rule }) })),
  }
}

describe.skipIf(chromium === undefined)('the doctor', () => {
  it.each(RULE_CASES)('shows what rule $rule decides, with the words of the API', async ({ rule, queue, address, verdict }) => {
    await ask(queue, address)
    const told = await explained(queue, address)
    expect(told.verdict).toBe(verdict)
    expect(told.steps.map((step) => step.rule)).toContain(rule)
    await expect.poll(() => shownSteps('As it is')).toEqual(told.steps)
    await expect.poll(() => section('As it is').locator('[data-verdict]').first().getAttribute('data-verdict')).toBe(verdict)
    const remedies = section('As it is').getByRole('list', { name: 'What would help' }).locator('li > p')
    await expect.poll(() => remedies.count()).toBe(told.remedies.length)
    for (const [at, text] of (await remedies.allTextContents()).entries()) expect(told.remedies[at]?.text.startsWith(text), text).toBe(true)
  })

  it('supposes a remedy without making it, and then makes it', async () => {
    await ask('bound_to_nothing', 'pg-orders:5432')
    const remedy = section('As it is').getByRole('listitem').filter({ hasText: 'to connection orders' })
    await expect.poll(() => remedy.locator('[data-copied="Command"]').textContent()).toBe('causeway bind bound_to_nothing orders')
    await remedy.getByRole('tab', { name: 'Terraform' }).click()
    await remedy.getByText('queues = ["main", "of_two", "of_wide", "of_lent", "bound_to_nothing"]').waitFor()
    await remedy.getByRole('button', { name: 'Would that be enough?' }).click()
    await section('What if').locator('[data-verdict="allowed"]').waitFor()
    expect((await explained('bound_to_nothing', 'pg-orders:5432')).verdict).toBe('refused')
    // The address of the page has it: it can be sent to somebody.
    await page.reload()
    await section('What if').locator('[data-verdict="allowed"]').waitFor()
    await section('As it is').getByRole('button', { name: 'Do it' }).first().click()
    await section('As it is').locator('[data-verdict="allowed"]').waitFor()
    expect((await explained('bound_to_nothing', 'pg-orders:5432')).verdict).toBe('allowed')
  })

  it('fills in what a request leaves open, and lets a port through', async () => {
    await ask('of_ports', '192.168.0.10:6379')
    await section('As it is').getByRole('button', { name: 'Do it' }).first().click()
    await expect
      .poll(async () => (await explained('of_ports', '192.168.0.10:6379')).steps.find(({ step }) => step === 'port')?.outcome)
      .toBe('passed')
    await ask('main', 'outside:5432')
    const addRoute = section('As it is').getByRole('listitem').filter({ hasText: 'Add a route' })
    await expect.poll(() => addRoute.getByRole('button', { name: 'Do it' }).isDisabled()).toBe(true)
    await addRoute.getByLabel('name').fill('to-outside')
    await addRoute.getByRole('button', { name: 'Do it' }).click()
    await expect
      .poll(async () => (await explained('main', 'outside:5432')).steps.find(({ step }) => step === 'route')?.outcome)
      .toBe('passed')
  })

  it('dials, tells what it finds, and logs in', async () => {
    const login = { auth_info_name: 'pg_login', datasource_type: 'passwd', user_name: postgres.user, password: postgres.password }
    await lab.call('POST', '/v3/{project_id}/datasource/auth-infos', login)
    await ask('main', 'pg-orders:5432')
    await page.getByLabel('Log in with').fill('pg_login')
    await page.getByLabel('Database', { exact: true }).fill(postgres.database)
    await page.getByRole('button', { name: 'Dial', exact: true }).click()
    await section('As it is').locator('[data-verdict="reachable"]').waitFor()
    for (const step of ['dial', 'greeting', 'log-in']) {
      await expect
        .poll(() => section('As it is').locator(`li[data-step="${step}"]`).last().getAttribute('data-outcome'), { message: step })
        .toBe('passed')
    }
  })

  it('shows all queues and all addresses, and leads from a cell to why', async () => {
    await lab.call('POST', '/causeway/v1/{project_id}/expectations', { queue_name: 'main', address: 'pg-orders:5432', expect: 'reachable' })
    await page.goto(`${lab.endpoint}/console/doctor`)
    await page.getByRole('tab', { name: /All queues/ }).click()
    const cell = page.getByRole('row', { name: /^of_bare/ }).getByRole('button')
    await expect.poll(() => cell.textContent()).toContain('name, rule 3')
    await expect.poll(() => page.getByRole('row', { name: /^main/ }).getByRole('button').textContent()).toContain('let through')
    // One stop of the tab key.
    await expect.poll(() => page.getByRole('table').locator('[tabindex="0"]').count()).toBe(1)
    await cell.focus()
    await page.keyboard.press('Enter')
    await section('As it is').locator('[data-verdict="refused"]').waitFor()
  })

  it('keeps what is expected, shows when it broke, and asks before a change that breaks it', async () => {
    await page.getByRole('tab', { name: 'Expectations' }).click()
    await page.getByRole('button', { name: 'Expect something' }).click()
    await page
      .getByRole('dialog')
      .getByLabel(/^Queue/)
      .selectOption('of_ports')
    await page
      .getByRole('dialog')
      .getByLabel(/^Address/)
      .fill('192.168.0.10:5432')
    await page.getByRole('dialog').getByRole('button', { name: 'Expect something' }).click()
    const row = page.getByRole('row', { name: /of_ports/ })
    await row.getByText('holds').waitFor()
    await row.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('dialog').getByText('That of_ports reaches 192.168.0.10:5432.').waitFor()
    await page.getByRole('dialog').getByLabel('Note').fill('of the shop')
    await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click()
    await row.getByText('of the shop', { exact: true }).waitFor()
    await page.goto(`${lab.endpoint}/console/topology?node=queue:of_ports`)
    await page.getByRole('button', { name: 'Unbind…' }).click()
    await page.locator('[data-impact="some"]').waitFor()
    await page.getByRole('button', { name: 'Unbind of_ports' }).click()
    await page.getByText('This would break what is expected').waitFor()
    await page.getByRole('button', { name: 'Unbind of_ports all the same' }).waitFor()
    // What the server would refuse is not offered.
    await enforce('of_ports', true)
    await page.goto(`${lab.endpoint}/console/topology?node=queue:of_ports`)
    await page.getByRole('button', { name: 'Unbind…' }).click()
    await page.locator('[data-impact="some"]').waitFor()
    await page.getByRole('button', { name: 'Unbind of_ports' }).click()
    await page.getByText('The change is refused as long as that is enforced').waitFor()
    expect(await page.getByRole('button', { name: 'Unbind of_ports all the same' }).count()).toBe(0)
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('alert').getByRole('link', { name: 'expectations' }).click()
    await row.getByText('holds').waitFor()
    await enforce('of_ports', false)
    await page.goto(`${lab.endpoint}/console/topology?node=queue:of_ports`)
    await page.getByRole('button', { name: 'Unbind…' }).click()
    await page.locator('[data-impact="some"]').waitFor()
    await page.getByRole('button', { name: 'Unbind of_ports' }).click()
    await page.getByRole('button', { name: 'Unbind of_ports all the same' }).click()
    await page.goto(`${lab.endpoint}/console/doctor?view=expectations`)
    await row.getByText('broken').waitFor()
    await row.getByRole('button', { name: 'History' }).click()
    await page.getByRole('list', { name: 'History' }).getByText('No connection is bound to queue of_ports').waitFor()
    await expect.poll(() => page.getByRole('list', { name: 'History' }).getByRole('listitem').count()).toBe(2)
    await row.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByText('That of_ports reaches 192.168.0.10:5432. What it was found to be goes with it.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await row.waitFor({ state: 'detached' })
  })

  it('has no view in which axe finds anything', async () => {
    const places = [
      ['?queue=main&address=pg-orders:5433&what_if=unbind:orders', 'What would help'],
      ['?view=matrix', 'let through'],
      ['?view=expectations', 'holds'],
    ] as const
    for (const [place, there] of places) {
      await page.goto(`${lab.endpoint}/console/doctor${place}`)
      await page.getByText(there).first().waitFor()
      expect({ place, found: await findViolations(page) }).toEqual({ place, found: [] })
    }
  })

  it('was refused nothing by its own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
