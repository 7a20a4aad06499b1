import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, logIn, startConsoleLab } from './support/console-lab.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: addresses of projects are not tested in a browser, for ${NO_CHROMIUM}`)

let lab: ConsoleLab
let second: string
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  await lab.call('POST', '/causeway/v1/projects', { name: 'second' })
  second = await projectOf('second')
  await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'of_first', cu_count: 16 })
  await lab.call('POST', `/v1.0/${second}/queues`, { queue_name: 'of_second', cu_count: 16 })
  await lab.call('POST', '/causeway/v1/users', { name: 'ann', password: 'password-of-ann' })
  await role('PUT', '{project_id}')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function projectOf(name: string): Promise<string> {
  const [, id = ''] =
    new RegExp(`"id":"([^"]+)","name":"${name}"`).exec(JSON.stringify(await lab.call('GET', '/causeway/v1/projects'))) ?? []
  return id
}

const role = (method: 'PUT' | 'DELETE', project: string) =>
  method === 'PUT'
    ? lab.call(method, `/causeway/v1/projects/${project}/roles`, { user_name: 'ann', role: 'reader' })
    : lab.call(method, `/causeway/v1/projects/${project}/roles?user_name=ann`)

const projectIn = (page: Page): string | null => new URL(page.url()).searchParams.get('project')
const queue = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const note = (page: Page) => page.getByRole('status').filter({ hasText: 'was asked for' })

/** A page of queues of the second project, which was chosen on it. */
async function inSecond(): Promise<Page> {
  const page = await lab.open('/queues')
  await queue(page, 'of_first').waitFor()
  await expect.poll(() => projectIn(page)).toBe(lab.identity.projectId)
  await page.getByLabel('Project', { exact: true }).selectOption({ label: 'second' })
  await queue(page, 'of_second').waitFor()
  await expect.poll(() => projectIn(page)).toBe(second)
  return page
}

describe.skipIf(chromium === undefined)('the address of a page', () => {
  it('names the project, and opens the same one for whoever sees it', async () => {
    const page = await inSecond()
    await page.getByRole('link', { name: 'Jobs', exact: true }).click()
    await expect.poll(() => new URL(page.url()).pathname).toBe('/console/jobs')
    expect(projectIn(page)).toBe(second)
    // Beside one that was chosen last.
    await page.goto(`${lab.endpoint}/console/queues?queue=of_first&project=${lab.identity.projectId}`)
    await queue(page, 'of_first').waitFor()
    expect(new URL(page.url()).search).toBe(`?queue=of_first&project=${lab.identity.projectId}`)
    expect(await note(page).count()).toBe(0)
    await page.context().close()
    const others = await lab.openAsStranger(`/queues?project=${second}`)
    await logIn(others, lab.identity)
    await queue(others, 'of_second').waitFor()
    expect(await note(others).count()).toBe(0)
    await others.context().close()
  })

  it('leads back to the project before one that was chosen, page by page, and forward again', async () => {
    const page = await inSecond()
    await page.goBack()
    await queue(page, 'of_first').waitFor()
    expect(new URL(page.url()).pathname).toBe('/console/queues')
    expect(projectIn(page)).toBe(lab.identity.projectId)
    await page.goForward()
    await queue(page, 'of_second').waitFor()
    expect(projectIn(page)).toBe(second)
    expect(await note(page).count()).toBe(0)
    await page.context().close()
  })

  it('is that of the project that is shown, and says which one was asked for, where somebody does not see that', async () => {
    const page = await lab.openAsStranger(`/queues?project=${second}`)
    await logIn(page, { ...lab.identity, user: 'ann', password: 'password-of-ann' })
    await queue(page, 'of_first').waitFor()
    await note(page).waitFor()
    // Not its name: that is of those who see it.
    expect(await note(page).innerText()).toContain(second)
    expect(await note(page).innerText()).toContain(lab.identity.project)
    await expect.poll(() => projectIn(page)).toBe(lab.identity.projectId)
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('link', { name: 'Jobs', exact: true }).click()
    await note(page).waitFor()
    await page.getByRole('button', { name: 'Understood' }).click()
    await note(page).waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('is told of a project whose right was taken away meanwhile, by its name', async () => {
    await role('PUT', second)
    const page = await lab.openAsStranger(`/queues?project=${second}`)
    await logIn(page, { ...lab.identity, user: 'ann', password: 'password-of-ann' })
    await queue(page, 'of_second').waitFor()
    await role('DELETE', second)
    await queue(page, 'of_first').waitFor()
    await note(page).waitFor()
    expect(await note(page).innerText()).toMatch(/The project second was asked for/)
    await expect.poll(() => projectIn(page)).toBe(lab.identity.projectId)
    // Also when it is come back to.
    await role('PUT', second)
    await page.reload()
    await page.getByLabel('Project', { exact: true }).selectOption({ label: 'second' })
    await queue(page, 'of_second').waitFor()
    await expect.poll(() => projectIn(page)).toBe(second)
    // Away first: a page that is still shown sees at once that the right is gone, tells it there, and remembers the other project.
    await page.goto('about:blank')
    await role('DELETE', second)
    await page.goto(`${lab.endpoint}/console/`)
    await note(page).waitFor()
    expect(await note(page).innerText()).toMatch(/The project second was asked for/)
    await page.context().close()
  })
})
