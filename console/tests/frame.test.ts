import type { Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, logIn, startConsoleLab } from './support/console-lab.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: the console is not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
beforeAll(async () => {
  if (chromium !== undefined) lab = await startConsoleLab(chromium)
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const KILOBYTE = 1_000

/** Bytes of its answer, as they came through the network. */
async function transferred(request: Request): Promise<number> {
  const answer = await request.response()
  if (answer === null) return 0
  await answer.finished()
  const { responseBodySize, responseHeadersSize } = await request.sizes()
  return responseBodySize + responseHeadersSize
}

describe.skipIf(chromium === undefined)('the console in a browser', () => {
  it('lets in who has a password, shows where it was asked for, and forgets whoever logs out', async () => {
    const page = await lab.openAsStranger('/jobs')
    await page.locator('input[name=user]').fill(lab.identity.user)
    await page.locator('input[name=password]').fill('wrong')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').filter({ hasText: 'The username or password is wrong.' }).waitFor()
    await page.locator('input[name=password]').fill(lab.identity.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Jobs' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Jobs' }).waitFor()
    await page.getByText('● live').waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    await page.context().close()
  })

  it('does not take what was typed as a password for a secret key, and begins at the first field of either way in', async () => {
    const page = await lab.openAsStranger('/')
    await page.locator('input[name=user]').fill('ada')
    await page.locator('input[name=password]').fill('of nobody else')
    await page.getByRole('button', { name: 'Use an access key' }).click()
    await expect.poll(() => page.locator('input[name=access_key]').inputValue()).toBe('')
    await expect.poll(() => page.locator('input[name=secret_key]').inputValue()).toBe('')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('access_key')
    await page.context().close()
  })

  it('keeps nothing that opens a session where a script can read it, or anybody else', async () => {
    const page = await lab.open('/settings')
    const readable = await page.evaluate(() =>
      JSON.stringify([document.cookie, Object.entries(localStorage), Object.entries(sessionStorage)]),
    )
    const cookies = await page.context().cookies()
    const [cookie] = cookies
    expect(cookies).toEqual([expect.objectContaining({ httpOnly: true, sameSite: 'Strict', path: '/console' })])
    expect(cookie?.value).toHaveLength(43)
    expect(readable).not.toContain(cookie?.value)
    await page.context().close()
  })

  it.each([
    { what: 'the log-in', path: '/topology', kilobytesMax: 200, isLoggedIn: false },
    { what: 'the topology', path: '/topology', kilobytesMax: 260, isLoggedIn: true },
    { what: 'SQL', path: '/sql', kilobytesMax: 380, isLoggedIn: true },
  ])('asks nobody but its own server for $what, and at most $kilobytesMax kB', async ({ path, kilobytesMax, isLoggedIn }) => {
    const page = await (await lab.browser.newContext()).newPage()
    const asked: string[] = []
    const sizes: Promise<number>[] = []
    page.on('request', (request) => {
      asked.push(request.url())
      // The stream of events has no end.
      if (!request.url().endsWith('/events')) sizes.push(transferred(request))
    })
    await page.goto(`${lab.endpoint}/console${path}`)
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    if (isLoggedIn) {
      await logIn(page, lab.identity)
      await page.locator('main h1').waitFor()
      await expect.poll(() => page.locator('[data-loading]').count()).toBe(0)
    }
    expect(asked.filter((url) => !url.startsWith(`${lab.endpoint}/console/`))).toEqual([])
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeGreaterThan(100 * KILOBYTE)
    expect(bytes).toBeLessThan(kilobytesMax * KILOBYTE)
    await page.context().close()
  })

  it('has no page on which axe finds anything, in either colour scheme', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await lab.open('/topology', { colorScheme })
      const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link')
      for (const label of await links.allTextContents()) {
        await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: label, exact: true }).click()
        await page.getByRole('heading', { level: 1, name: label }).waitFor()
        await expect.poll(() => page.locator('[data-loading]').count()).toBe(0)
        expect({ label, colorScheme, found: await findViolations(page) }).toEqual({ label, colorScheme, found: [] })
      }
      await page.context().close()
    }
    const stranger = await lab.openAsStranger('/')
    await stranger.getByRole('button', { name: 'Log in' }).waitFor()
    expect(await findViolations(stranger)).toEqual([])
    await stranger.context().close()
  })

  it('says when its server is gone, and comes back by itself with it', async () => {
    const page = await lab.open('/queues')
    await page.getByText('● live').waitFor()
    await lab.kill()
    await page.getByText('The server does not answer.').waitFor()
    await lab.restart()
    await page.getByText('● live').waitFor()
    await page.getByText('The server does not answer.').waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('says why it cannot be opened, and lets one try again: never an empty window', async () => {
    const page = await lab.open('/queues')
    await page.route('**/console/session', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>Sign in</p>' }))
    await page.reload()
    await page.getByRole('heading', { name: 'The console cannot be opened' }).waitFor()
    await page.getByRole('alert').filter({ hasText: 'it is no JSON' }).waitFor()
    await page.unroute('**/console/session')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Queues and pools' }).waitFor()
    await page.route('**/assets/logged-in-*.js*', (route) => route.abort())
    await page.reload()
    await page.getByRole('heading', { name: 'This page cannot be shown' }).waitFor()
    await page.unroute('**/assets/logged-in-*.js*')
    await page.getByRole('button', { name: 'Load it again' }).click()
    await page.getByRole('heading', { name: 'Queues and pools' }).waitFor()
    // Whoever logs out while nothing is answered is out all the same.
    await page.route('**/console/session', (route) => route.abort())
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    await page.context().close()
  })

  it('was refused nothing by its own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
