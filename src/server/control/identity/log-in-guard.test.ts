import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listLogInAttempts } from '../../store/accounts/log-in-attempts.ts'
import { openStore, type Store } from '../../store/store.ts'
import { createKeptAttempts } from './kept-attempts.ts'
import { createLogInGuard, FREE_FAILURES, type LogInGuard } from './log-in-guard.ts'
import { WAITING_MAX } from './log-in-turns.ts'

let now: number
let checks: number
let guard: LogInGuard
let home: string
let store: Store
/** By the wall clock, which goes on while no server runs. */
let wallMs: number
beforeEach(async () => {
  now = 1_000_000
  wallMs = 2_000_000_000
  checks = 0
  home = await mkdtemp(join(tmpdir(), 'causeway-guard-'))
  store = await openStore({ home })
  guard = createLogInGuard(
    () => now,
    createKeptAttempts(store, () => wallMs),
  )
})
afterEach(async () => {
  await store.close()
  await rm(home, { recursive: true, force: true })
})

/** As a process that is started anew has it: its own clock begins anywhere. */
async function restart(offMs: number): Promise<void> {
  await store.close()
  store = await openStore({ home })
  now = 5
  wallMs += offMs
  guard = createLogInGuard(
    () => now,
    createKeptAttempts(store, () => wallMs),
  )
}

const attempt = (who: string, right: boolean, from = 'here'): Promise<boolean> =>
  guard.attempt(who, from, async () => {
    checks += 1
    return right
  })
const refusal = { kind: 'unauthenticated', message: expect.stringContaining('Too many wrong passwords') }

async function fail(who: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) expect(await attempt(who, false)).toBe(false)
}

describe('wrong passwords in a row', () => {
  it('cost nothing at first, then a wait in which not even the right one is looked at', async () => {
    await fail('ann', FREE_FAILURES)
    await expect(attempt('ann', true)).rejects.toMatchObject({ ...refusal, hint: expect.stringContaining('Wait 1 s') })
    expect(checks).toBe(FREE_FAILURES)
    now += 1_000
    expect(await attempt('ann', true)).toBe(true)
    await fail('ann', FREE_FAILURES)
  })

  it('double the wait, up to a minute', async () => {
    await fail('ann', FREE_FAILURES)
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      now += seconds * 1_000 - 1
      await expect(attempt('ann', true), `${seconds}`).rejects.toMatchObject(refusal)
      now += 1
      await fail('ann', 1)
    }
  })

  it('are forgotten after a quarter of an hour', async () => {
    await fail('ann', FREE_FAILURES)
    now += 15 * 60_000 + 1
    await fail('ann', FREE_FAILURES)
    await expect(attempt('ann', true)).rejects.toMatchObject(refusal)
  })

  it('do not concern another user', async () => {
    await fail('ann', FREE_FAILURES)
    expect(await attempt('bob', true)).toBe(true)
  })

  it('that come from elsewhere do not keep out who has logged in from here', async () => {
    expect(await attempt('ann', true, 'home')).toBe(true)
    for (let i = 0; i < FREE_FAILURES; i++) expect(await attempt('ann', false, 'elsewhere')).toBe(false)
    await expect(attempt('ann', true, 'elsewhere')).rejects.toMatchObject(refusal)
    expect(await attempt('ann', true, 'home')).toBe(true)
    for (let i = 0; i < FREE_FAILURES; i++) expect(await attempt('ann', false, 'home')).toBe(false)
    await expect(attempt('ann', true, 'home')).rejects.toMatchObject(refusal)
  })

  it('are counted also when they come at the same time', async () => {
    const all = await Promise.allSettled(Array.from({ length: 30 }, () => attempt('ann', false)))
    expect(all.filter((a) => a.status === 'fulfilled')).toHaveLength(FREE_FAILURES)
    expect(checks).toBe(FREE_FAILURES)
  })
})

describe('a restart', () => {
  it('frees nobody of the wait, and shortens it by the time that the server was off', async () => {
    await fail('ann', FREE_FAILURES)
    now += 1_000
    await fail('ann', 1)
    await restart(500)
    await expect(attempt('ann', true)).rejects.toMatchObject({ ...refusal, hint: expect.stringContaining('Wait 2 s') })
    expect(await attempt('bob', true)).toBe(true)
    now += 1_500
    await fail('ann', 1)
    await expect(attempt('ann', true)).rejects.toMatchObject({ ...refusal, hint: expect.stringContaining('Wait 4 s') })
  })

  it('after a change of the wall clock waits no longer than from the restart on', async () => {
    await fail('ann', FREE_FAILURES)
    await restart(-1_000_000)
    await expect(attempt('ann', true)).rejects.toMatchObject({ ...refusal, hint: expect.stringContaining('Wait 1 s') })
    now += 1_000
    expect(await attempt('ann', true)).toBe(true)
    await restart(1_000_000)
    await fail('ann', FREE_FAILURES)
  })

  it('leaves in who has logged in from there, and the right password ends what was counted', async () => {
    expect(await attempt('ann', true, 'home')).toBe(true)
    await fail('ann', FREE_FAILURES - 1)
    expect(await attempt('ann', true)).toBe(true)
    expect(await listLogInAttempts(store.db, 'failed')).toEqual([])
    for (let i = 0; i < FREE_FAILURES; i++) expect(await attempt('ann', false, 'elsewhere')).toBe(false)
    await restart(0)
    await expect(attempt('ann', true, 'elsewhere')).rejects.toMatchObject(refusal)
    expect(await attempt('ann', true, 'home')).toBe(true)
  })

  it('finds neither names nor passwords that were typed for one, and 10,000 at most', async () => {
    for (let i = 0; i < 10_020; i++) await attempt(`user ${i}`, false)
    const kept = await listLogInAttempts(store.db, 'failed')
    expect(kept).toHaveLength(10_000)
    expect(JSON.stringify(kept)).not.toContain('user')
  })
})

describe('checks', () => {
  it('run one at a time, and a limited number waits', async () => {
    let running = 0
    let most = 0
    const gate = Promise.withResolvers<void>()
    const slow = (who: string): Promise<boolean> =>
      guard.attempt(who, 'here', async () => {
        running += 1
        most = Math.max(most, running)
        await gate.promise
        running -= 1
        return true
      })
    // One runs, the others wait.
    const waiting = Array.from({ length: WAITING_MAX + 1 }, (_, i) => slow(`user ${i}`))
    await expect(slow('one more')).rejects.toMatchObject({ kind: 'unavailable' })
    gate.resolve()
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => true))
    expect(most).toBe(1)
    expect(await attempt('one more', true)).toBe(true)
  })

  it('that break do not stop the next one', async () => {
    await expect(guard.attempt('ann', 'here', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await attempt('ann', true)).toBe(true)
  })
})
