import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileCache } from '../testing/kept-program.ts'
import { type Api, isRecord, listOf } from './support/api.ts'
import { attach, connect, databaseAddress, makeVpc, openServer } from './support/lab.ts'

const launch = fileURLToPath(new URL('../src/cli/launch.mjs', import.meta.url))

let api: Api
let connectionId: string
beforeAll(async () => {
  api = await openServer()
  const ids = await makeVpc(api, 'vpc_orders')
  await attach(api, ids.vpcId, [{ from: `${databaseAddress}:5432`, to: '127.0.0.1:9' }])
  await api.createQueue('q1')
  connectionId = await connect(api, 'orders', ids, ['q1'])
})
afterAll(async () => {
  await api?.server.close()
})

/** A command on the machine of the server. */
const command = (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly error: string }> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', CAUSEWAY_HOME: api.server.home, NODE_COMPILE_CACHE: compileCache }
    execFile(process.execPath, [launch, ...args], { env }, (error, out, stderr) => {
      const code: unknown = error?.code ?? 0
      resolve({ code: typeof code === 'number' ? code : -1, out, error: stderr })
    })
  })
const run = (...args: readonly string[]) => command('expect', ...args)
const ready = async () => (await fetch(new URL('/readyz?expectations', api.server.endpoint))).status
const change = (target: string, body?: unknown) => api.post(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}/${target}`, body)

describe('causeway expect', () => {
  it('keeps what a queue shall reach, sees a change break it, and tells CI', async () => {
    const added = await run('add', 'q1', 'pg-orders:5432', 'reachable', '--note', 'the orders', '--json')
    expect(added, added.error).toMatchObject({ code: 0 })
    const kept: unknown = JSON.parse(added.out)
    const id = isRecord(kept) ? String(kept['id']) : ''
    expect(await run('add', 'q1', 'pg-orders:5433', 'refused')).toMatchObject({
      code: 0,
      out: expect.stringContaining('holds  q1 pg-orders:5433 refused'),
    })
    expect([(await run('run')).code, await ready()]).toEqual([0, 200])

    const dry = await change('disassociate-queue?dry_run=true', { queues: ['q1'] })
    expect(isRecord(dry.body['dry_run']) && listOf(dry.body['dry_run']['breaks'])).toMatchObject([{ id }])
    expect((await run('list')).code).toBe(0)

    const impact = await command('impact', connectionId, '--queue', 'q1')
    expect(impact, impact.error).toMatchObject({
      code: 0,
      out: `queue        q1 is bound\nexpectation  q1 pg-orders:5432 breaks (${id})\n`,
    })

    await change('disassociate-queue', { queues: ['q1'] })
    const broken = await run('run')
    expect(broken.code).toBe(3)
    expect(broken.out).toContain('BROKEN q1 pg-orders:5432 reachable')
    expect(broken.out).toContain('binding: No connection is bound to queue q1')
    expect(broken.out).toContain('What would help: ')
    expect(await ready()).toBe(503)

    await change('associate-queue', { queues: ['q1'] })
    await expect.poll(async () => (await run('run')).code).toBe(0)
    expect(await run('remove', id)).toMatchObject({ code: 0, out: `${id} is removed\n` })
    expect((await run('list')).out).not.toContain('pg-orders:5432')
  })

  it.each([
    [['add', 'q1', 'pg:1', 'open'], 2, 'Say reachable or refused'],
    [['add', 'nosuch', 'pg:1', 'refused'], 1, 'There is no queue named nosuch'],
    [['remove', 'nosuch'], 1, 'List the expectations'],
  ])('%j ends with %i and what to do', async (args, code, text) => {
    const ended = await run(...args)
    expect(ended.code).toBe(code)
    expect(ended.error).toContain(text)
  })
})
