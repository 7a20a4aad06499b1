import { expect, it } from 'vitest'
import { createGrants } from '../dialling/grants.ts'
import { createCounters } from './counters.ts'

const scope = { queueId: 'q', connectionId: 'c', vpcId: 'v', route: undefined, port: 5432 }

it('counts each socket and each holder that gives up, and leaves one grant one', async () => {
  const { counters, grants: counted } = createCounters({ monotonic: () => 0 })
  const grants = counted(createGrants())
  const revoked: string[] = []
  const holder = (name: string) => ({ revoke: async (reason: string) => void revoked.push(`${name}: ${reason}`) })
  const kept = holder('kept')
  const gone = holder('gone')
  const held = new Set([grants.give(scope, kept), grants.give(scope, gone)])
  expect(held.size).toBe(1)
  const [grant] = held
  grant?.hold(kept)
  grant?.release(gone)
  await grants.revoke({ queueId: 'q' }, 'over')
  expect(revoked).toEqual(['kept: over'])
  expect(grant?.revokedBecause).toBe('over')
  expect([counters.grantsGiven, counters.revocations]).toEqual([2, 1])
  expect(grants.give(scope, kept)).not.toBe(grant)
})
