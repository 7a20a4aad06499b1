import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from './fixtures/started-control.ts'

/**
 * Random requests against the real thing, next to a model that is small enough to be read: which queues and connections are there, and which pairs are bound.
 */
let server: StartedServer
let target: { readonly vpcId: string; readonly subnetId: string }
beforeAll(async () => {
  server = await startServerRooms()
  const { vpc, subnet } = await newSubnet(server)
  target = { vpcId: vpc.id, subnetId: subnet.id }
})
afterAll(() => server.remove())

interface Model {
  readonly queues: Map<string, { readonly dedicated: boolean }>
  readonly connections: Map<string, { readonly id: string; readonly bound: Set<string> }>
  readonly deleted: Set<string>
}

const QUEUES = ['a', 'b', 'c'] as const
const CONNECTIONS = ['x', 'y'] as const

type Request =
  | { readonly do: 'create-queue'; readonly queue: string; readonly dedicated: boolean }
  | { readonly do: 'delete-queue'; readonly queue: string }
  | { readonly do: 'create-connection'; readonly connection: string; readonly queues: readonly string[] }
  | { readonly do: 'delete-connection'; readonly connection: string }
  | { readonly do: 'bind'; readonly connection: string; readonly queues: readonly string[] }
  | { readonly do: 'unbind'; readonly connection: string; readonly queues: readonly string[] }
  | { readonly do: 'restart' }

const queue = fc.constantFrom(...QUEUES)
// Mostly what is let through, so that a run gets somewhere.
const named = fc.oneof(
  { weight: 20, arbitrary: queue },
  { weight: 2, arbitrary: fc.constant('A') },
  { weight: 1, arbitrary: fc.constant('default') },
)
const queues = fc.uniqueArray(named, { maxLength: 2, size: 'max' })
const dedicated = fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) })
const connection = fc.constantFrom(...CONNECTIONS)
const requests = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('create-queue' as const), queue, dedicated }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('delete-queue' as const), queue }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('create-connection' as const), connection, queues }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('delete-connection' as const), connection }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('bind' as const), connection, queues }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('unbind' as const), connection, queues }) },
  ),
  { maxLength: 60, size: 'max' },
)

const canBind = (model: Model, names: readonly string[]): boolean =>
  names.every((name) => model.queues.get(name.toLowerCase())?.dedicated === true)

/** What the model says: undefined when the request must be refused, else the change. */
function expected(model: Model, request: Request): (() => void) | undefined {
  switch (request.do) {
    case 'create-queue':
      return model.queues.has(request.queue) ? undefined : () => model.queues.set(request.queue, { dedicated: request.dedicated })
    case 'delete-queue':
      if (!model.queues.has(request.queue)) return undefined
      return () => {
        model.queues.delete(request.queue)
        for (const { bound } of model.connections.values()) bound.delete(request.queue)
      }
    case 'create-connection':
      if (model.connections.has(request.connection) || !canBind(model, request.queues)) return undefined
      return () => model.connections.set(request.connection, { id: '', bound: new Set(request.queues.map((q) => q.toLowerCase())) })
    case 'delete-connection': {
      const found = model.connections.get(request.connection)
      if (found === undefined) return undefined
      return () => {
        model.connections.delete(request.connection)
        model.deleted.add(found.id)
      }
    }
    case 'bind': {
      const found = model.connections.get(request.connection)
      if (found === undefined || !canBind(model, request.queues)) return undefined
      return () => {
        for (const name of request.queues) found.bound.add(name.toLowerCase())
      }
    }
    case 'unbind': {
      const found = model.connections.get(request.connection)
      const known = request.queues.every((name) => name === 'default' || model.queues.has(name.toLowerCase()))
      if (found === undefined || !known) return undefined
      return () => {
        for (const name of request.queues) found.bound.delete(name.toLowerCase())
      }
    }
    case 'restart':
      return () => undefined
  }
}

async function carryOut(model: Model, request: Request): Promise<void> {
  const { control, caller } = server
  const id = 'connection' in request ? (model.connections.get(request.connection)?.id ?? 'nowhere') : ''
  switch (request.do) {
    case 'create-queue':
      await control.queues.create(caller, newQueue(request.queue.toUpperCase(), { resourceMode: request.dedicated ? 1 : 0 }))
      return
    case 'delete-queue':
      return await control.queues.delete(caller, request.queue)
    case 'create-connection':
      await control.connections.create(caller, { name: request.connection, ...target, queues: request.queues, hosts: [], tags: [] })
      return
    case 'delete-connection':
      return await control.connections.delete(caller, id)
    case 'bind':
      return await control.connections.bind(caller, id, request.queues)
    case 'unbind':
      return await control.connections.unbind(caller, id, request.queues)
    case 'restart':
      server = await server.restart()
  }
}

/** C4 Q5 B1 B6 and the rest hold when what is listed is what the model says, each binding once and active. */
async function compare(model: Model): Promise<void> {
  const { control, caller } = server
  expect((await control.queues.list(caller)).items.map((q) => [q.name, q.state]).toSorted()).toEqual(
    ['default', ...model.queues.keys()].toSorted().map((name) => [name, 'available']),
  )
  const active = (await control.connections.list(caller)).items
  const deleted = (await control.connections.list(caller, { state: 'deleted' })).items
  expect(active.map((c) => [c.name, c.bindings.map((b) => `${b.holder.name} ${b.state}`).toSorted()]).toSorted()).toEqual(
    [...model.connections].map(([name, { bound }]) => [name, [...bound].map((q) => `${q} active`).toSorted()]).toSorted(),
  )
  const gone = new Set(deleted.filter((c) => c.bindings.length === 0).map((c) => c.id))
  expect([...model.deleted].filter((id) => !gone.has(id))).toEqual([])
  for (const { id, name } of active) {
    const known = model.connections.get(name)
    if (known !== undefined) model.connections.set(name, { ...known, id })
  }
}

async function live(model: Model, steps: readonly Request[]): Promise<void> {
  for (const request of steps) {
    const change = expected(model, request)
    const outcome = await carryOut(model, request).then(
      () => 'done',
      (error: unknown) => {
        expect(error).toMatchObject({ name: 'CausewayError', hint: expect.any(String) })
        expect(error).not.toMatchObject({ kind: 'internal' })
        return 'refused'
      },
    )
    expect([request, outcome]).toEqual([request, change === undefined ? 'refused' : 'done'])
    change?.()
    await compare(model)
  }
}

it('Q1 Q2 Q5 Q9 C1 C2 C4 C5 C7 B1 B3 B5 B6: what is there is what was asked for, whatever is asked, and still after a restart', async () => {
  const model: Model = { queues: new Map(), connections: new Map(), deleted: new Set() }
  const clear: readonly Request[] = [
    ...CONNECTIONS.map((name) => ({ do: 'delete-connection', connection: name }) as const),
    ...QUEUES.map((name) => ({ do: 'delete-queue', queue: name }) as const),
  ]
  await fc.assert(
    fc.asyncProperty(requests, async (steps) => {
      await live(model, clear)
      await live(model, steps)
    }),
    { numRuns: 40, endOnFailure: true },
  )
  await live(model, [{ do: 'restart' }])
})
