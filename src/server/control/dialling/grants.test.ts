import { describe, expect, it } from 'vitest'
import type { GrantHolder } from '../../domain/grant.ts'
import { createGrants, type GrantScope } from './grants.ts'

interface Holder extends GrantHolder {
  readonly reasons: string[]
}

function holder(): Holder {
  const reasons: string[] = []
  return { reasons, revoke: async (reason) => void reasons.push(reason) }
}

const scope = (queueId: string, connectionId: string, vpcId: string, route?: string): GrantScope => ({
  queueId,
  connectionId,
  vpcId,
  route,
  port: 5432,
})

describe('grants', () => {
  it.each<[string, Partial<GrantScope>, readonly string[]]>([
    ['a binding', { queueId: 'q1', connectionId: 'c1' }, ['q1c1']],
    ['a connection', { connectionId: 'c1' }, ['q1c1', 'q2c1']],
    ['a VPC', { vpcId: 'v2' }, ['q1c2']],
    ['a queue', { queueId: 'q1' }, ['q1c1', 'q1c2']],
    ['nothing that is held', { queueId: 'q3' }, []],
  ])('are revoked by %s, and no others', async (_, which, revoked) => {
    const grants = createGrants()
    const holders = { q1c1: holder(), q1c2: holder(), q2c1: holder() }
    grants.give(scope('q1', 'c1', 'v1'), holders.q1c1)
    grants.give(scope('q1', 'c2', 'v2'), holders.q1c2)
    grants.give(scope('q2', 'c1', 'v1'), holders.q2c1)
    await grants.revoke(which, 'why')
    expect(Object.entries(holders).flatMap(([name, { reasons }]) => (reasons.length > 0 ? [name] : []))).toEqual(revoked)
  })

  it('are revoked once: a later holder of the old one at once, those of a new one not', async () => {
    const grants = createGrants()
    const [first, second, late, next] = [holder(), holder(), holder(), holder()]
    const old = grants.give(scope('q', 'c', 'v'), first)
    old.hold(second)
    old.hold(second)
    await grants.revoke({ vpcId: 'v' }, 'changed')
    old.hold(late)
    const renewed = grants.give(scope('q', 'c', 'v'), next)
    await grants.revoke({ vpcId: 'another' }, 'no')
    expect([first.reasons, second.reasons, late.reasons, next.reasons]).toEqual([['changed'], ['changed'], ['changed'], []])
    expect([old.revokedBecause, renewed.revokedBecause]).toEqual(['changed', undefined])
  })

  it('through a route are revoked with it, and not those through the subnet or another route', async () => {
    const grants = createGrants()
    const [subnet, first, second] = [holder(), holder(), holder()]
    grants.give(scope('q', 'c', 'v'), subnet)
    grants.give(scope('q', 'c', 'v', 'first'), first)
    grants.give(scope('q', 'c', 'v', 'second'), second)
    await grants.revoke({ connectionId: 'c', route: 'first' }, 'removed')
    expect([subnet.reasons, first.reasons, second.reasons]).toEqual([[], ['removed'], []])
    await grants.revoke({ connectionId: 'c' }, 'deleted')
    expect([subnet.reasons, first.reasons, second.reasons]).toEqual([['deleted'], ['removed'], ['deleted']])
  })

  it('to one port are revoked without those to another', async () => {
    const grants = createGrants()
    const [kept, lost, of] = [holder(), holder(), scope('q', 'c', 'v')]
    grants.give({ ...of, port: 5432 }, kept)
    grants.give({ ...of, port: 5433 }, lost)
    await grants.revoke({ connectionId: 'c', portsNotIn: [{ from: 5000, to: 5432 }] }, 'ports')
    expect([kept.reasons, lost.reasons]).toEqual([[], ['ports']])
    await grants.revoke({ connectionId: 'c', port: 5432 }, 'port')
    expect(kept.reasons).toEqual(['port'])
  })

  it('that were given back are not revoked', async () => {
    const grants = createGrants()
    const [socket, worker] = [holder(), holder()]
    const grant = grants.give(scope('q', 'c', 'v'), socket)
    grant.hold(worker)
    grant.release(socket)
    grant.release(socket)
    await grants.revoke({ queueId: 'q' }, 'why')
    expect([socket.reasons, worker.reasons]).toEqual([[], ['why']])
  })

  it('wait until every holder has given up what it held', async () => {
    const grants = createGrants()
    const gone = Promise.withResolvers<void>()
    grants.give(scope('q', 'c', 'v'), { revoke: () => gone.promise })
    let done = false
    const revoking = grants.revoke({ queueId: 'q' }, 'why').then(() => {
      done = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(done).toBe(false)
    gone.resolve()
    await revoking
  })
})
