import { createServer } from 'node:http'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { createApi } from '../api.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { type FrontDoor, openFrontDoor } from './front-door.ts'

let door: FrontDoor | undefined
let lab: ApiLab | undefined
afterEach(async () => {
  await door?.close()
  await lab?.[Symbol.asyncDispose]()
  door = undefined
  lab = undefined
})

async function open(host = '127.0.0.1', starting: readonly string[] = ['Workers are being started']): Promise<FrontDoor> {
  door = await openFrontDoor({ host, port: 0 }, () => starting)
  return door
}

describe('a door that is not open yet', () => {
  it('says that the process lives, and by name what is being started', async () => {
    const { url } = await open('127.0.0.1', ['The data folder is being opened', 'Workers are being started'])
    const alive = await fetch(`${url}/healthz`)
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'alive' }])
    const ready = await fetch(`${url}/readyz?x`)
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'not-ready', reasons: ['The data folder is being opened', 'Workers are being started'] },
    ])
  })

  it('refuses every other call with what is being started, and ends the connection', async () => {
    const { url } = await open()
    for (const init of [{}, { method: 'POST', body: '{"a":1}' }, { method: 'DELETE' }]) {
      const answer = await fetch(`${url}/v1.0/project/queues`, init)
      expect(answer.status).toBe(503)
      expect(answer.headers.get('connection')).toBe('close')
      expect(answer.headers.get('retry-after')).toBe('1')
      expect(await answer.json()).toMatchObject({
        error_code: 'DLI.0012',
        error_msg: expect.stringContaining('The server is starting: Workers are being started'),
        request_id: answer.headers.get('x-request-id'),
        hint: expect.stringContaining('/readyz'),
      })
    }
  })

  it('answers at both addresses of localhost', async () => {
    const { port } = await open('localhost')
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    const other = await fetch(`http://[::1]:${port}/healthz`).catch(() => undefined)
    if (other !== undefined) expect(other.status).toBe(200)
  })
})

describe('a door that cannot be made', () => {
  it('is told by its port', async () => {
    const { port } = await open()
    await expect(openFrontDoor({ host: '127.0.0.1', port }, () => [])).rejects.toMatchObject({
      kind: 'in-use',
      message: `Port ${port} of 127.0.0.1 is taken by another program`,
    })
  })

  it('is told by its name where nobody knows it, and in no words of the system', async () => {
    await expect(openFrontDoor({ host: 'nowhere.invalid', port: 0 }, () => [])).rejects.toMatchObject({
      kind: 'invalid-parameter',
      message: 'nowhere.invalid is neither an address nor a name that this machine can look up',
    })
  })

  it('is told by its address', async () => {
    await expect(openFrontDoor({ host: '192.0.2.1', port: 0 }, () => [])).rejects.toMatchObject({
      kind: 'invalid-parameter',
      message: '192.0.2.1 is not an address of this machine',
    })
  })
})

describe('the api behind a door', () => {
  it('answers from the moment the door is opened, with its own limits', async () => {
    const { url, ...rest } = await open()
    lab = await startLab()
    const api = createApi({ ...lab.context, log: pino({ level: 'silent' }), door: { url, ...rest } })
    await api.ready()
    expect((await fetch(`${url}/v1.0/project/queues`)).status).toBe(503)
    rest.open()
    expect((await fetch(`${url}/v1.0/project/queues`)).status).toBe(401)
    const bare = createServer()
    expect(api.server.headersTimeout).toBe(20_000)
    expect(api.server.headersTimeout).not.toBe(bare.headersTimeout)
    await api.close()
  })

  it('lets a request in flight finish when it is closed, and takes no other', async () => {
    const { url, open: openDoor, ...rest } = await open()
    lab = await startLab()
    const api = createApi({ ...lab.context, log: pino({ level: 'silent' }), door: { url, open: openDoor, ...rest } })
    const entered = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    api.get('/slow', async () => {
      entered.resolve()
      await released.promise
      return { done: true }
    })
    await api.ready()
    openDoor()
    const slow = fetch(`${url}/slow`)
    await entered.promise
    const closed = api.close()
    await expect.poll(() => api.server.listening).toBe(false)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
    released.resolve()
    expect(await (await slow).json()).toEqual({ done: true })
    await closed
  })
})
