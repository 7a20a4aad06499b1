import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, logIn, startConsoleLab } from './support/console-lab.ts'
import { type PageWork, workOn } from './support/page-work.ts'

const chromium = await findChromium()
if (chromium === undefined)
  console.log(`SKIPPED: users, their keys, log-ins and sessions in the console are not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let page: Page
let work: PageWork
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'q1', cu_count: 16, resource_mode: 1 })
  page = await lab.open('/users')
  work = workOn(page)
})
afterAll(() => lab?.[Symbol.asyncDispose]())

describe.skipIf(chromium === undefined)('users, their keys, log-ins and sessions in the console', () => {
  it('keep a log-in of a database, and show its password nowhere', async () => {
    await work.open('Credentials')
    const shown = await work.act('Store a log-in', {
      Name: 'shop',
      'User of the database': 'reader',
      'Password of the database': 'secret-of-shop',
    })
    expect(shown).toContain('"password":"********"')
    expect(shown).not.toContain('secret-of-shop')
    await work.row('shop').getByRole('button', { name: 'shop' }).click()
    await work.act('Tie it to hosts', { Hosts: 'db.internal:5432' })
    await page
      .getByRole('definition')
      .filter({ hasText: /^db\.internal:5432$/ })
      .waitFor()
    expect(await work.pageWithoutDialog()).not.toContain('secret-of-shop')
  })

  it('make a user and a key, whose secrets are shown once', async () => {
    await work.open('Users and keys')
    await work.act('Create a user', { Name: 'ann' })
    await work.dialog().getByText('This is shown once').waitFor()
    const password = (await work.dialog().locator('code').textContent()) ?? ''
    expect(password.length).toBeGreaterThan(10)
    await work.dialog().getByRole('button', { name: 'Done' }).click()
    expect(await work.pageWithoutDialog()).not.toContain(password)
    await work.act('Create a group', { Name: 'analysts' })
    await work.row('analysts').getByRole('button', { name: 'analysts' }).click()
    await work.act('Add a member', { User: 'ann' })
    await work.row('analysts').getByText('ann', { exact: true }).waitFor()
    await work.act('Give a role', { User: 'group analysts', Role: 'writer: makes and changes as well' })
    await work.row('group analysts').getByText('writer').waitFor()
    await work.act('Give a role', { User: 'ann', Role: 'reader: sees and queries' })
    await work.row('ann').getByText('reader').waitFor()
    await work.row('ann').first().getByRole('button', { name: 'ann' }).click()
    await page.getByRole('heading', { name: 'User ann' }).waitFor()
    await work.act('Disable', {})
    await work.row('ann').getByText('○ disabled').waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  it('list where somebody is logged in, and end another session', async () => {
    const other = await lab.open('/topology')
    await page.goto(`${lab.endpoint}/console/settings`)
    const sessions = page.getByRole('table', { name: 'Your sessions' })
    await sessions.getByText('this one: Log out ends it').waitFor()
    expect(await findViolations(page)).toEqual([])
    await expect.poll(() => sessions.getByRole('button', { name: 'End this one' }).count()).toBeGreaterThan(1)
    // The newest is the first.
    await sessions.getByRole('button', { name: 'End this one' }).first().click()
    await work.dialog().getByRole('button', { name: 'End this one', exact: true }).click()
    await work.dialog().waitFor({ state: 'detached' })
    await other.reload()
    await other.locator('input[name=password]').waitFor()
    await page.reload()
    await sessions.getByText('this one: Log out ends it').waitFor()
    await other.context().close()
  })

  it('say what somebody may not see, and not that there is none; and show who administers the project its audit', async () => {
    const made = await lab.call('POST', '/causeway/v1/users', { name: 'bob' })
    const password = typeof made === 'object' && made !== null && 'password' in made ? String(made.password) : ''
    const privileges = [{ object: 'queues.q1', privileges: ['SUBMIT_JOB'] }]
    await lab.call('PUT', '/v1.0/{project_id}/authorization', { user_name: 'bob', action: 'grant', privileges })
    const bobs = await lab.openAsStranger('/connections')
    await logIn(bobs, { ...lab.identity, user: 'bob', password })
    const asked: string[] = []
    bobs.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await bobs.getByRole('note').filter({ hasText: 'bob may not' }).first().waitFor()
    expect(await bobs.getByRole('alert').count()).toBe(0)
    await bobs.getByText('You see no connection').waitFor()
    await bobs.getByText('○ not live: single rights').waitFor()
    await bobs.getByRole('link', { name: 'Topology', exact: true }).click()
    await bobs.getByText('no binding seen').first().waitFor()
    await bobs.getByRole('link', { name: 'Connections', exact: true }).click()
    await bobs.getByText('You see no connection').waitFor()
    // Followed once, and not again by another page.
    expect(asked.filter((path) => path.endsWith('/events')).length).toBeLessThan(2)
    await expect.poll(() => bobs.getByText('There is no VPC').count()).toBe(0)
    await bobs.context().close()
  })

  it('show what a right is that was given or taken, without being loaded again', async () => {
    const made = await lab.call('POST', '/causeway/v1/users', { name: 'cleo' })
    const password = typeof made === 'object' && made !== null && 'password' in made ? String(made.password) : ''
    const change = (action: string, queue: string) =>
      lab.call('PUT', '/v1.0/{project_id}/authorization', {
        user_name: 'cleo',
        action,
        privileges: [{ object: `queues.${queue}`, privileges: ['SUBMIT_JOB'] }],
      })
    await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'q2', cu_count: 16, resource_mode: 1 })
    await change('grant', 'q1')
    const cleos = await lab.openAsStranger('/queues')
    await logIn(cleos, { ...lab.identity, user: 'cleo', password })
    const row = (queue: string) => cleos.getByRole('button', { name: queue, exact: true })
    const sign = (words: string) => cleos.getByText(words, { exact: true })
    await row('q1').waitFor()
    await sign('○ not live: single rights').waitFor()
    expect(await row('q2').count()).toBe(0)
    await change('grant', 'q2')
    await row('q2').waitFor()
    await change('revoke', 'q1')
    await row('q1').waitFor({ state: 'detached' })
    await lab.call('PUT', '/causeway/v1/projects/{project_id}/roles', { user_name: 'cleo', role: 'admin' })
    await sign('● live').waitFor()
    await row('q1').waitFor()
    await cleos.getByRole('link', { name: 'Connections', exact: true }).click()
    await cleos.getByText('There is no connection').waitFor()
    await lab.call('DELETE', '/causeway/v1/projects/{project_id}/roles?user_name=cleo')
    await cleos.getByText('You see no connection').waitFor()
    await sign('○ not live: single rights').waitFor()
    await change('revoke', 'q2')
    await cleos.getByRole('heading', { name: 'No project' }).waitFor()
    await lab.call('PUT', '/causeway/v1/projects/{project_id}/roles', { user_name: 'cleo', role: 'admin' })
    await sign('● live').waitFor()
    await cleos.getByRole('link', { name: 'Audit', exact: true }).click()
    await cleos.getByRole('row').filter({ hasText: 'dli.queues.create' }).first().waitFor()
    await cleos.getByLabel(/^Not before/).fill('2020-01-01T00:00')
    await cleos.getByLabel(/^Before/).fill('2020-01-02T00:00')
    await cleos.getByText('Nothing of the kind has happened').waitFor()
    await cleos.getByLabel(/^Before/).fill('')
    await cleos.getByLabel(/^Who/).fill(lab.identity.user)
    await cleos.getByRole('row').filter({ hasText: 'dli.queues.create' }).first().waitFor()
    expect(await findViolations(cleos)).toEqual([])
    await cleos.context().close()
  })

  it('were refused nothing by their own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
