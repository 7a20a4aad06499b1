import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, isRecord } from './support/api.ts'
import { attach, connect, databaseAddress, makeVpc, openServer } from './support/lab.ts'
import { tokenOf } from './support/log-in.ts'
import { blocksOf, paste } from './support/paste.ts'

const guide = readFileSync(new URL('../docs/guides/run.md', import.meta.url), 'utf8')

let api: Api
let folder = ''
/** In the private network, at the port that the guide asks. */
let page: Server
beforeAll(async () => {
  api = await openServer()
  folder = await mkdtemp(join(tmpdir(), 'causeway-run-guide-'))
  page = createServer((_request, response) => response.end('the page of the private network\n')).listen(0, '127.0.0.1')
  await once(page, 'listening')
  await api.createQueue('q1')
  const network = await makeVpc(api, 'vpc_orders')
  await attach(api, network.vpcId, [{ from: `${databaseAddress}:8080`, to: `127.0.0.1:${(page.address() as AddressInfo).port}` }])
  const connectionId = await connect(api, 'orders', network, ['q1'])
  await api.put(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`, { hosts: [{ ip: databaseAddress, name: 'ecs-97f8-0001' }] })
})
afterAll(async () => {
  page?.close()
  await api?.server.close()
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

function parsed(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) throw new Error(`no record: ${text}`)
  return value
}

it('the doors of the guide are opened, gone through and closed', async () => {
  const [, byCall = '', byCommand = '', through = '', ...others] = blocksOf(guide)
  expect(others).toEqual([])
  const opened = await paste(api, folder, byCall, { URL: api.server.endpoint, PROJECT: api.projectId, TOKEN: await tokenOf(api) })
  expect(opened, opened.said).toMatchObject({ code: 0 })
  const door = parsed(opened.said)
  const shown = parsed(/```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? '')
  expect(Object.keys(door)).toEqual(Object.keys(shown))
  const curl = through.replace('5b0c0e1f2a3d', String(door['door_id'])).replace('127.0.0.1:40123', String(door['address']))
  const asked = await paste(api, folder, curl, { PASSWORD: String(door['password']) })
  expect(asked.said).toContain('the page of the private network')
  expect(asked.code).toBe(0)

  const [open = '', list = '', close = '', ...rest] = byCommand.trim().split('\n')
  expect(rest).toEqual([])
  expect(await paste(api, folder, open)).toMatchObject({ code: 0 })
  const listed = await paste(api, folder, list)
  expect(listed).toMatchObject({ code: 0, said: expect.stringContaining(String(door['door_id'])) })
  expect(await paste(api, folder, close.replace('5b0c0e1f2a3d', String(door['door_id'])))).toMatchObject({ code: 0 })
  expect((await paste(api, folder, curl, { PASSWORD: String(door['password']) })).code).not.toBe(0)
})
