import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { updateBinding } from '../../store/network/bindings.ts'
import { newQueue } from '../fixtures/started-control.ts'
import { type BoundLab, startBoundLab } from './fixtures/bound-lab.ts'

let lab: BoundLab
beforeAll(async () => {
  lab = await startBoundLab()
})
afterEach(() => lab.hangUp())
afterAll(() => lab?.stop())

describe('binding', () => {
  it('B1 B5: again changes nothing', async () => {
    const { queue, connection } = await lab.bound()
    await lab.server().control.connections.bind(lab.server().caller, connection.id, [queue, queue.toUpperCase(), queue])
    expect((await lab.server().control.connections.get(lab.server().caller, connection.id)).bindings).toEqual(connection.bindings)
  })

  it('is read by the id of its connection as the list shows it: oldest first, without those that are removed', async () => {
    const { queue, connection } = await lab.bound()
    const { control, caller } = lab.server()
    for (const name of ['second', 'third']) {
      await control.queues.create(caller, newQueue(`${queue}_${name}`))
      await control.connections.bind(caller, connection.id, [`${queue}_${name}`])
    }
    await control.connections.unbind(caller, connection.id, [`${queue}_second`])
    const read = await control.connections.get(caller, connection.id)
    expect(read.bindings.map((binding) => binding.holder.name)).toEqual([queue, `${queue}_third`])
    expect((await control.connections.list(caller, { name: connection.name })).items).toEqual([read])
  })

  it('B6: after an unbind makes a new binding', async () => {
    const { queue, connection } = await lab.bound()
    await lab.server().control.connections.unbind(lab.server().caller, connection.id, [queue])
    await lab.server().control.connections.unbind(lab.server().caller, connection.id, [queue])
    await lab.server().control.connections.bind(lab.server().caller, connection.id, [queue])
    const [binding] = (await lab.server().control.connections.get(lab.server().caller, connection.id)).bindings
    expect(binding).toMatchObject({ state: 'active', holder: { kind: 'queue', name: queue } })
    expect(binding?.id).not.toBe(connection.bindings[0]?.id)
  })

  it('B3 C7: refuses shared and unknown queues and then binds none of the others', async () => {
    const { connection } = await lab.bound()
    const { control, caller } = lab.server()
    await control.queues.create(caller, newQueue(`shared${lab.number()}`, { resourceMode: 0 }))
    await control.queues.create(caller, newQueue(`good${lab.number()}`))
    await expect(control.connections.bind(caller, connection.id, [`good${lab.number()}`, `shared${lab.number()}`])).rejects.toMatchObject({
      kind: 'not-supported',
      hint: expect.stringContaining('dedicated'),
    })
    await expect(control.connections.bind(caller, connection.id, [`good${lab.number()}`, 'nobody'])).rejects.toMatchObject({
      kind: 'not-found',
      message: 'There is no queue named nobody',
    })
    expect((await control.connections.get(caller, connection.id)).bindings).toEqual(connection.bindings)
    await expect(control.connections.unbind(caller, connection.id, ['nobody'])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('B4 B8: a failed one says why, is not unbound, is checked again when bound again, and goes with its connection', async () => {
    const { queue, connection } = await lab.bound()
    const { control, caller, store } = lab.server()
    const fail = { state: 'failed', failure: 'The subnet is not there any more', updatedAt: 0 } as const
    const id = connection.bindings[0]?.id ?? ''
    await updateBinding(store.db, id, fail)
    expect((await control.connections.get(caller, connection.id)).bindings[0]).toMatchObject(fail)
    await expect(control.connections.unbind(caller, connection.id, [queue])).rejects.toMatchObject({ kind: 'not-supported' })
    await control.connections.bind(caller, connection.id, [queue])
    expect((await control.connections.get(caller, connection.id)).bindings[0]).toMatchObject({ id, state: 'active', failure: '' })
    await updateBinding(store.db, id, fail)
    await control.connections.delete(caller, connection.id)
    expect((await control.connections.get(caller, connection.id)).bindings).toEqual([])
  })

  it('B9 C3: one that was not checked yet keeps its connection from being deleted and is checked by the next start', async () => {
    const { queue, connection } = await lab.bound()
    const { caller } = lab.server()
    await updateBinding(lab.server().store.db, connection.bindings[0]?.id ?? '', { state: 'creating', failure: '', updatedAt: 0 })
    await expect(lab.server().control.connections.delete(caller, connection.id)).rejects.toMatchObject({ kind: 'not-supported' })
    await lab.restart()
    expect((await lab.server().control.connections.get(caller, connection.id)).bindings[0]).toMatchObject({
      state: 'active',
      holder: { kind: 'queue', name: queue },
    })
  })
})
