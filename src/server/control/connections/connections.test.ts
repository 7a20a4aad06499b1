import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newSubnet, startServerRooms } from '../fixtures/started-control.ts'
import { type BoundLab, startBoundLab } from './fixtures/bound-lab.ts'

let lab: BoundLab
beforeAll(async () => {
  lab = await startBoundLab()
})
afterEach(() => lab.hangUp())
afterAll(() => lab?.stop())

describe('creating', () => {
  it('C5 C7: is refused for a name that is taken and for wrong targets, and leaves nothing', async () => {
    const { connection, vpcId, subnetId } = await lab.bound()
    const other = await newSubnet(lab.server(), `other${lab.number()}`)
    const { control, caller } = lab.server()
    const input = { name: `new${lab.number()}`, vpcId, subnetId, queues: [], hosts: [], tags: [] }
    for (const [change, kind] of [
      [{ name: connection.name }, 'already-exists'],
      [{ name: 'a-b' }, 'invalid-parameter'],
      [{ vpcId: 'nowhere' }, 'invalid-parameter'],
      [{ subnetId: 'nowhere' }, 'invalid-parameter'],
      [{ subnetId: other.subnet.id }, 'invalid-parameter'],
      [{ queues: ['nobody'] }, 'not-found'],
      [{ hosts: [{ name: '1', ip: '1.2.3.4' }] }, 'invalid-parameter'],
      [{ tags: [{ key: '_sys_x', value: '' }] }, 'invalid-parameter'],
    ] as const)
      await expect(control.connections.create(caller, { ...input, ...change })).rejects.toMatchObject({ kind, hint: expect.any(String) })
    const made = await control.connections.create(caller, input)
    expect(made).toMatchObject({ name: `new${lab.number()}`, state: 'active', bindings: [] })
  })

  it('takes the subnet by its neutron subnet id too', async () => {
    const { vpcId, subnetId } = await lab.bound()
    const { neutronSubnetId } = await lab.server().control.vpcs.getSubnet(lab.server().caller, subnetId)
    const input = { name: `neutron${lab.number()}`, vpcId, subnetId: neutronSubnetId, queues: [], hosts: [], tags: [] }
    expect((await lab.server().control.connections.create(lab.server().caller, input)).subnetId).toBe(subnetId)
  })

  it('C6: keeps its subnet from being deleted until it is deleted itself', async () => {
    const { connection, vpcId, subnetId } = await lab.bound()
    const { control, caller } = lab.server()
    await expect(control.vpcs.deleteSubnet(caller, vpcId, subnetId)).rejects.toMatchObject({ kind: 'in-use' })
    await control.connections.delete(caller, connection.id)
    await control.vpcs.deleteSubnet(caller, vpcId, subnetId)
    await control.vpcs.delete(caller, vpcId)
    expect((await control.connections.get(caller, connection.id)).vpcId).toBe(vpcId)
  })
})

it('a connectivity test explains itself, and is ended by the next start when a stop interrupted it', async () => {
  const { queue } = await lab.bound()
  const { control, caller } = lab.server()
  const good = await control.connectivity.start(caller, queue, 'pg:5432')
  const bad = await control.connectivity.start(caller, queue, 'nobody:5432')
  expect(good).toMatchObject({ state: 'running', address: 'pg:5432', explanation: undefined })
  expect(bad.number).toBe(good.number + 1)
  await expect.poll(async () => (await control.connectivity.get(caller, queue, good.number)).state).toBe('reachable')
  await expect.poll(async () => (await control.connectivity.get(caller, queue, bad.number)).state).toBe('unreachable')
  expect((await control.connectivity.get(caller, queue, bad.number)).explanation).toMatchObject({ queue, remedies: expect.any(Array) })
  await expect.poll(() => lab.open.size).toBe(0)

  await expect(control.connectivity.start(caller, queue, 'pg')).rejects.toMatchObject({
    kind: 'invalid-parameter',
    hint: expect.stringContaining('pg:5432'),
  })
  await expect(control.connectivity.start(caller, 'nobody', 'pg:1')).rejects.toMatchObject({ message: 'There is no queue named nobody' })
  await expect(control.connectivity.get(caller, queue, 999)).rejects.toMatchObject({ kind: 'not-found' })
  await expect(control.connectivity.get(caller, 'default', good.number)).rejects.toMatchObject({ kind: 'not-found' })

  await lab
    .server()
    .store.db.updateTable('connectivityTask')
    .set({ state: 'running', explanation: null })
    .where('number', '=', good.number)
    .execute()
  await lab.restart()
  expect(await lab.server().control.connectivity.get(caller, queue, good.number)).toMatchObject({
    state: 'unreachable',
    explanation: { steps: [{ seen: 'The server was restarted while the test was running' }] },
  })
})

it('thousands are read piece by piece, others having their turn between: each once, newest first, as many as are wanted', async () => {
  const other = await startServerRooms()
  try {
    const { control, caller, store } = other
    const { vpc, subnet } = await newSubnet(other, 'many')
    const first = await control.connections.create(caller, {
      ...{ name: 'first', vpcId: vpc.id, subnetId: subnet.id, queues: [], hosts: [], tags: [] },
    })
    await store.transaction(async (tx) => {
      const [made] = await tx.selectFrom('connection').selectAll().execute()
      if (made === undefined) throw new Error('none')
      for (let n = 2; n <= 2_300; n += 1)
        await tx
          .insertInto('connection')
          .values({ ...made, id: `id-${n}`, name: `c${n}`, number: made.number + n })
          .execute()
    })
    const read = async (limit?: number) => {
      const pieces: (readonly string[])[] = []
      for await (const piece of control.connections.pieces(caller, limit === undefined ? {} : { limit }))
        pieces.push(piece.map(({ name }) => name))
      return pieces
    }
    const all = ['first', ...Array.from({ length: 2_299 }, (_, n) => `c${n + 2}`)].toReversed()
    // How many a piece has hangs on how long the one before took.
    expect((await read()).length).toBeGreaterThan(5)
    expect((await read()).flat()).toEqual(all)
    expect((await read(1_001)).flat()).toEqual(all.slice(0, 1_001))
    // One that is made meanwhile is not in it, and one that is deleted shifts no other.
    const names: string[] = []
    for await (const piece of control.connections.pieces(caller)) {
      const isFirst = names.length === 0
      names.push(...piece.map(({ name }) => name))
      if (!isFirst) continue
      await control.connections.delete(caller, first.id)
      const { id: _id, ...late } = await store.db.selectFrom('connection').selectAll().where('id', '=', 'id-2').executeTakeFirstOrThrow()
      await store.db
        .insertInto('connection')
        .values({ ...late, id: 'late', name: 'late', number: 1_000_000 })
        .execute()
    }
    expect(names).toEqual(all.slice(0, -1))
  } finally {
    await other.remove()
  }
})
