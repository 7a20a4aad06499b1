import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, type Api, listOf } from './support/api.ts'
import { attach, connect, databaseAddress, makeVpc, openServer } from './support/lab.ts'
import { blocksOf, type Pasted, paste } from './support/paste.ts'

const guide = readFileSync(new URL('../docs/guides/expectations.md', import.meta.url), 'utf8')

let api: Api
let folder = ''
let connectionId = ''
beforeAll(async () => {
  api = await openServer()
  folder = await mkdtemp(join(tmpdir(), 'causeway-expectations-guide-'))
  await api.createQueue('q1')
  const network = await makeVpc(api, 'vpc_orders')
  await attach(api, network.vpcId, [{ from: `${databaseAddress}:5432`, to: '127.0.0.1:9' }])
  connectionId = await connect(api, 'orders', network, ['q1'])
  const named = await api.put(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`, {
    hosts: [{ ip: databaseAddress, name: 'ecs-97f8-0001' }],
  })
  expect(named.status, named.text).toBe(200)
})
afterAll(async () => {
  await api?.server.close()
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

/** A request as the guide writes it: method and path in the first line, the body in the second; its answer, where it is shown, behind an empty one. */
async function send(block: string): Promise<Answer> {
  const [request = '', body = ''] = block.split('\n')
  const [method = '', target = ''] = request.split(' ')
  const path = target.replace('{project_id}', '{p}').replace('{connection_id}', connectionId)
  expect(method).toBe('POST')
  return await api.post(path, JSON.parse(body))
}

const run = (line: string): Promise<Pasted> => paste(api, folder, line)

it('every request and command of the guide to expectations does what it says', async () => {
  const [made = '', commands = '', tried = '', ...others] = blocksOf(guide)
  expect(others).toEqual([])
  const first = await send(made)
  expect(first, first.text).toMatchObject({
    status: 201,
    body: { queue_name: 'q1', holds: true, observed: 'reachable', note: 'the orders' },
  })

  const [add = '', list = '', runAll = '', remove = '', ...rest] = commands.trim().split('\n')
  expect(rest).toEqual([])
  const removed = (id: unknown): Promise<Pasted> => run(remove.replace('ID', String(id)))
  expect(await removed(first.body['id'])).toMatchObject({ code: 0 })
  const added = await run(add)
  expect(added, added.said).toMatchObject({ code: 0 })
  expect(await run(list)).toMatchObject({ code: 0, said: expect.stringContaining('ecs-97f8-0001:5432') })
  expect(await run(runAll)).toMatchObject({ code: 0 })

  const forecast = await send(tried)
  expect(forecast.body).toMatchObject({
    is_success: true,
    dry_run: { breaks: [{ queue_name: 'q1', address: 'ecs-97f8-0001:5432' }], mends: [], hidden_breaks: 0 },
  })
  expect((await send(tried.replace('?dry_run=true', ''))).body).toMatchObject({ is_success: true })
  expect(await run(runAll)).toMatchObject({ code: 3 })
  expect((await api.callPlain('GET', '/readyz?expectations', {})).status).toBe(503)

  const [left] = listOf((await api.get('/causeway/v1/{p}/expectations')).body['expectations'])
  expect(await removed(left?.['id'])).toMatchObject({ code: 0 })
  expect((await api.callPlain('GET', '/readyz?expectations', {})).status).toBe(200)
  const impact = /`(causeway impact [^`]+)`/.exec(guide)?.[1] ?? ''
  expect(await run(impact.replace('CONNECTION_ID', connectionId))).toMatchObject({ code: 0 })
})
