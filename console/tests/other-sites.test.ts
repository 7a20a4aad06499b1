import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { type ConsoleLab, startConsoleLab } from './support/console-lab.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: pages of other sites are not tested in a browser, for ${NO_CHROMIUM}`)

const API = '/console/api/causeway/v1'
let lab: ConsoleLab
/** Another program of the same machine: to a browser it is of the same site, so that even a strict cookie goes to it, and with what its pages send. */
let other: Server
let otherUrl = ''
const cookiesSeen: string[] = []
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium)
  await lab.call('PUT', '/causeway/v1/{project_id}/buckets/lake')
  other = createServer(({ headers }, answer) => {
    cookiesSeen.push(headers.cookie ?? '')
    answer.setHeader('Content-Type', 'text/html')
    answer.end('<!doctype html><title>other</title>')
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  otherUrl = `http://127.0.0.1:${address.port}`
})
afterAll(async () => {
  other?.close()
  await lab?.[Symbol.asyncDispose]()
})

const made = async (): Promise<string> =>
  JSON.stringify([
    await lab.call('GET', '/v1.0/{project_id}/queues'),
    await lab.call('GET', '/causeway/v1/{project_id}/scripts'),
    await lab.call('GET', '/causeway/v1/{project_id}/buckets'),
    await lab.call('GET', '/causeway/v1/{project_id}/buckets/lake/objects'),
  ])

describe.skipIf(chromium === undefined)('a page of another site, opened by who is logged in', () => {
  it('uploads nothing, runs nothing and deletes nothing, by forms, scripts and frames', async () => {
    const before = await made()
    const page = await lab.open('/settings')
    const project = lab.identity.projectId
    const paths = {
      queues: `${lab.endpoint}/console/api/v1.0/${project}/queues`,
      scripts: `${lab.endpoint}${API}/${project}/scripts`,
      object: `${lab.endpoint}${API}/${project}/buckets/lake/objects/forged.csv`,
    }
    const statuses: number[] = []
    page.context().on('response', (answer) => {
      if (answer.url().startsWith(`${lab.endpoint}/console/api/`) && answer.request().frame().page().url().startsWith(otherUrl))
        statuses.push(answer.status())
    })
    await page.goto(`${otherUrl}/console/`)
    const readable = await page.evaluate(async ({ queues, scripts, object }) => {
      const script = JSON.stringify({ sql: 'SELECT 1', queue_name: 'default' })
      const queue = JSON.stringify({ queue_name: 'forged', cu_count: 16, resource_mode: 1 })
      const asked = [
        // What a page may send to any site without asking it.
        [scripts, { method: 'POST', body: script, mode: 'no-cors' }],
        [queues, { method: 'POST', body: queue, mode: 'no-cors' }],
        [queues, { mode: 'no-cors' }],
        // What the browser asks the site about before.
        [object, { method: 'PUT', body: 'forged', headers: { 'X-Causeway-Console': 'forged' } }],
        [object, { method: 'DELETE' }],
        [scripts, { method: 'POST', body: script, headers: { 'Content-Type': 'application/json' } }],
      ] as const
      return await Promise.all(
        asked.map(async ([url, init]) => {
          try {
            return await (await fetch(url, { credentials: 'include', ...init })).text()
          } catch {
            return ''
          }
        }),
      )
    }, paths)
    expect(readable.join('')).toBe('')
    for (const [action, type, name, value] of [
      [paths.scripts, 'text/plain', '{"sql":"SELECT 1","queue_name":"default","x":"', '"}'],
      [paths.scripts, 'application/x-www-form-urlencoded', 'sql', 'SELECT 1'],
      [paths.object, 'multipart/form-data', 'file', 'forged'],
      [paths.queues, 'text/plain', '{"queue_name":"forged","cu_count":16,"x":"', '"}'],
    ] as const) {
      await page.goto(`${otherUrl}/console/`)
      const left = page.waitForResponse((answer) => answer.url() === action)
      await page.evaluate(
        ([target, encoding, key, text]) => {
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: target, enctype: encoding })
          const field = document.createElement('input')
          Object.assign(field, { name: key, value: text })
          form.append(field)
          document.body.append(form)
          form.submit()
        },
        [action, type, name, value] as const,
      )
      expect({ action, type, status: (await left).status() }).toEqual({ action, type, status: 403 })
      // What the form leads to is still being opened when its answer is there.
      await page.waitForURL(action)
    }
    expect(statuses.length).toBeGreaterThan(0)
    expect([...new Set(statuses)]).toEqual([403])
    // The cookie is given to that program, which is why it is half a key.
    const cookie = cookiesSeen.find((each) => each.includes('causeway-console')) ?? ''
    expect(cookie).not.toBe('')
    expect((await fetch(paths.queues, { headers: { cookie } })).status).toBe(401)
    await page.goto(`${otherUrl}/console/`)
    await page.evaluate((console) => {
      const frame = document.createElement('iframe')
      frame.src = console
      document.body.append(frame)
    }, `${lab.endpoint}/console/settings`)
    await expect.poll(() => page.frames().length).toBe(2)
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/)
    expect(await made()).toBe(before)
    await page.context().close()
  })
})
