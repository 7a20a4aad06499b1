import { expect, test } from 'vitest'
import type { BindingView, QueueNetworkView } from '../../network/policy.ts'
import type { NameAnswer } from '../../network/resolver/name-answer.ts'
import { namesAsked } from './names-asked.ts'

const binding = (connectionId: string, suffix: string): BindingView => ({
  connectionId,
  connectionName: connectionId,
  state: 'active',
  failure: '',
  vpcId: 'id-vpc',
  vpcName: 'vpc-1',
  subnetCidr: '192.168.0.0/24',
  routes: [],
  hosts: [{ name: 'known', ip: '192.168.0.10' }],
  ports: [{ from: 1, to: 65_535 }],
  resolver: { servers: ['192.168.0.2:53'], suffixes: [suffix] },
  attachment: { kind: 'host' },
  attachmentRevision: 1,
})
const view = (queueName: string): QueueNetworkView => ({
  queueId: queueName,
  queueName,
  preset: false,
  connections: [],
  bindings: [binding('quick', 'quick.example'), binding('still', 'still.example')],
})
const place = (queue: string, host: string) => ({ view: view(queue), target: { host, port: 5432 } })
const found = (name: string): NameAnswer => ({
  connectionId: 'quick',
  name,
  kind: 'found',
  addresses: ['192.168.0.9'],
  server: '192.168.0.2:53',
  through: [],
})

test('a name is asked for once however many queues want it, no more of one resolver at once than is said, and what none is for not at all', async () => {
  const asked: string[] = []
  let open = 0
  let most = 0
  const broker = {
    async lookUp(_view: QueueNetworkView, { host }: { readonly host: string }) {
      asked.push(host)
      open += 1
      most = Math.max(most, open)
      await new Promise((resolve) => setImmediate(resolve))
      open -= 1
      return found(host)
    },
  }
  const hosts = ['known', '192.168.0.1', 'nosuch', ...Array.from({ length: 20 }, (_, at) => `h${at}.quick.example`)]
  const places = ['q1', 'q2', 'q3'].flatMap((queue) => hosts.map((host) => place(queue, host)))
  const all = await namesAsked(broker, places, { withinMs: 300_000, connectionsAtOnce: 2, ofOneAtOnce: 3 })
  expect(asked.toSorted()).toEqual(hosts.slice(3).toSorted())
  expect(most).toBe(3)
  expect(all.map((each) => (each.kind === 'answer' ? each.answer?.name : 'late'))).toEqual(
    places.map(({ target: { host } }) => (host.endsWith('.quick.example') ? host : undefined)),
  )
})

test('a resolver that stands still keeps no other waiting, and what it did not say in time is told as late', async () => {
  const asked: string[] = []
  const broker = {
    async lookUp(_view: QueueNetworkView, { host }: { readonly host: string }, signal?: AbortSignal): Promise<NameAnswer> {
      asked.push(host)
      if (host.endsWith('.quick.example')) return found(host)
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
      return { connectionId: 'still', name: host, kind: 'unanswered', failures: [] }
    },
  }
  const names = Array.from({ length: 30 }, (_, at) => `h${at}`)
  const places = names.flatMap((name) => [place('q', `${name}.still.example`), place('q', `${name}.quick.example`)])
  const all = await namesAsked(broker, places, { withinMs: 1_000, connectionsAtOnce: 2, ofOneAtOnce: 4 })
  expect(asked.filter((host) => host.endsWith('.still.example'))).toHaveLength(4)
  expect(all.filter(({ kind }) => kind === 'answer')).toHaveLength(30)
  expect(all.filter((_, at) => at % 2 === 0)).toEqual(names.map(() => ({ kind: 'late', connectionName: 'still' })))
})
