import { beforeEach, describe, expect, it } from 'vitest'
import { createLogInGuard, FREE_FAILURES, type LogInGuard } from './log-in-guard.ts'
import { WAITING_MAX } from './log-in-turns.ts'

let now: number
let checks: number
let guard: LogInGuard
beforeEach(() => {
  now = 1_000_000
  checks = 0
  guard = createLogInGuard(() => now)
})

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
