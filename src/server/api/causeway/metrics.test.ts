import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { DIAL_ENDS } from '../../control/metrics/counters.ts'
import { metricsText } from '../answers/metrics-text.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let listener: Server
beforeAll(async () => {
  lab = await startLab()
  listener = createServer((socket) => socket.end())
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
  listener?.close()
})

const LINE =
  /^(?:# HELP [a-z_]+ [^\n]+|# TYPE [a-z_]+ (?:counter|gauge)|[a-z_]+(?:\{[a-z]+="[^"\\\n]*"(?:,[a-z]+="[^"\\\n]*")*\})? -?[0-9.e+-]+)$/

async function read(): Promise<ReadonlyMap<string, number>> {
  const answer = await lab.app.inject({ method: 'GET', url: '/metrics' })
  expect(answer.statusCode, answer.payload).toBe(200)
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  const lines = answer.payload.split('\n')
  expect(lines.pop()).toBe('')
  for (const line of lines) expect(line).toMatch(LINE)
  const samples = lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => [line.replace(/ \S+$/, ''), Number(line.replace(/^.* /, ''))] as const)
  expect(new Set(samples.map(([name]) => name)).size).toBe(samples.length)
  return new Map(samples)
}

it('have each end of a dial told in the guide', async () => {
  const guide = await readFile(new URL('../../../../docs/guides/metrics.md', import.meta.url), 'utf8')
  const dials = guide.split('\n').find((line) => line.includes('causeway_dials_total{for,end}'))
  for (const end of DIAL_ENDS) expect(dials).toContain(`\`${end}\``)
})

describe('the metrics', () => {
  it('count dials by their ends, jobs, queues and expectations, and name nobody', async () => {
    const before = await read()
    const { vpcId, subnetId } = await lab.makeNetwork('net')
    const address = listener.address()
    const to = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    await lab.call('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, {
      body: { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to }] },
    })
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'mq', cu_count: 16, resource_mode: 1 } })
    const test = async (target: string): Promise<void> => {
      const started = await lab.call('POST', '/v1.0/{p}/queues/mq/connection-test', { body: { address: target } })
      await waitPatiently({
        meanwhile: 'the test still runs',
        look: async () => {
          const { text } = await lab.call('GET', `/v1.0/{p}/queues/mq/connection-test/${String(started.body['task_id'])}`)
          return text.includes('"RUNNING"') ? undefined : true
        },
        processes: () => [process.pid],
      })
    }
    await test('192.168.0.10:5432')
    const body = { name: 'mc', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['mq'] }
    const connection = await lab.call('POST', '/v2.0/{p}/datasource/enhanced-connections', { body })
    await waitPatiently({
      meanwhile: 'the binding is still being made',
      look: async () =>
        (await lab.call('GET', `/v2.0/{p}/datasource/enhanced-connections/${String(connection.body['connection_id'])}`)).text.includes(
          '"status":"ACTIVE","name":"mq"',
        )
          ? true
          : undefined,
      processes: () => [process.pid],
    })
    await test('192.168.0.10:5432')
    await lab.call('POST', '/causeway/v1/{p}/expectations', { body: { queue_name: 'mq', address: '192.168.0.11:1', expect: 'reachable' } })
    const after = await read()
    const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0)
    expect(grown('causeway_dials_total{for="test",end="binding"}')).toBe(1)
    expect(grown('causeway_dials_total{for="test",end="connected"}')).toBe(1)
    expect(grown('causeway_sockets_granted_total')).toBe(1)
    expect(grown('causeway_queues')).toBe(1)
    expect([grown('causeway_expectations'), grown('causeway_expectations_broken')]).toEqual([1, 1])
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(1e6)
    const { payload } = await lab.app.inject({ method: 'GET', url: '/metrics' })
    for (const name of ['mq', 'mc', '192.168', lab.projectId, lab.user]) expect(payload).not.toContain(name)
  })

  it('are told on the machine of the server alone, and not to who comes through a proxy there', async () => {
    const ask = async (remoteAddress: string, headers: Readonly<Record<string, string>> = {}) =>
      (await lab.app.inject({ method: 'GET', url: '/metrics', remoteAddress, headers })).statusCode
    expect([await ask('127.0.0.1'), await ask('::1')]).toEqual([200, 200])
    expect([await ask('192.0.2.1'), await ask('2001:db8::1')]).toEqual([403, 403])
    expect(await ask('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })).toBe(403)
    expect(await ask('127.0.0.1', { forwarded: 'for=192.0.2.1' })).toBe(403)
  })

  it('are answered to HEAD as to GET, without the text', async () => {
    const head = await lab.app.inject({ method: 'HEAD', url: '/metrics' })
    expect([head.statusCode, head.payload, head.headers['content-type']]).toEqual([200, '', 'text/plain; version=0.0.4; charset=utf-8'])
    expect(Number(head.headers['content-length'])).toBeGreaterThan(0)
    expect((await lab.app.inject({ method: 'HEAD', url: '/metrics', remoteAddress: '192.0.2.1' })).statusCode).toBe(403)
  })

  it('are written so that no text ends a line or a label', () => {
    const samples = [{ labels: { of: 'a"b\\c\nd' }, value: 1 }]
    expect(metricsText([{ name: 'x', help: 'y\nz', type: 'gauge', samples }])).toBe(
      '# HELP x y\\nz\n# TYPE x gauge\nx{of="a\\"b\\\\c\\nd"} 1\n',
    )
  })
})
