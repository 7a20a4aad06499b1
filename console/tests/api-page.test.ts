import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: the page to try calls on is not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
beforeAll(async () => {
  if (chromium !== undefined) lab = await startConsoleLab(chromium)
})
afterAll(() => lab?.[Symbol.asyncDispose]())

describe.skipIf(chromium === undefined)('the page /api-docs in a browser', () => {
  it('shows the calls, logs in, and sends one with the token and the project of who has', async () => {
    const page = await (await lab.browser.newContext({ reducedMotion: 'reduce' })).newPage()
    page.setDefaultTimeout(300_000)
    const [asked, faults]: [string[], string[]] = [[], []]
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => faults.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(`${lab.endpoint}/api-docs`)
    const { domain, user, password, project, projectId } = lab.identity
    for (const [name, value] of Object.entries({ domain, user, project, password: 'wrong' }))
      await page.locator(`input[name=${name}]`).fill(value)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('The username or password is wrong.').waitFor()
    // The browser tells of the answer 401.
    faults.splice(0)
    await page.locator('input[name=password]').fill(password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText(`Logged in to ${project}`).waitFor()
    await expect.poll(() => page.locator('input[name=password]').inputValue()).toBe('')
    expect(await findViolations(page)).toEqual([])

    await page.locator('[id="operations-tag-dli"]').getByRole('button').click()
    const call = page.locator('.opblock-get').filter({ has: page.locator('[data-path="/v1.0/{project_id}/queues"]') })
    // What is far from sight is not on the page. A slow browser may be past it before it is drawn: then from the top again.
    await page.mouse.move(400, 400)
    await expect
      .poll(async () => {
        const isAtEnd = await page.evaluate(() => window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 2)
        if (isAtEnd) await page.evaluate(() => window.scrollTo(0, 0))
        await page.mouse.wheel(0, 300)
        return await call.count()
      })
      .toBe(1)
    await call.getByRole('button').first().click()
    await call.getByRole('button', { name: 'Try it out' }).click()
    await expect.poll(() => call.locator('[data-param-name="project_id"] input').inputValue()).toBe(projectId)
    const answered = page.waitForResponse((response) => response.url().includes(`/v1.0/${projectId}/queues`))
    await call.getByRole('button', { name: 'Execute' }).click()
    const answer = await answered
    expect(answer.status()).toBe(200)
    expect(answer.request().headers()['x-auth-token']).toMatch(/\S/)
    await call.locator('.live-responses-table').getByText('"default"').first().waitFor()
    expect(await findViolations(page)).toEqual([])
    expect(asked.filter((url) => !url.startsWith(lab.endpoint))).toEqual([])
    expect(faults).toEqual([])
    await page.context().close()
  })
})
