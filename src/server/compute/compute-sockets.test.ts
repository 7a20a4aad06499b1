import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDescriptors } from '../../../testing/open-descriptors.ts'
import { CausewayError } from '../../base/errors.ts'
import type { DialOutcome } from './compute-ports.ts'
import { eventually, failure, greetingServer, loopbackDialler, notes, startCompute, TestGrant } from './fixtures/started-compute.ts'

const FINISH = { do: 'finish' } as const

describe('a worker and the world', () => {
  test('its own connect fails, its environment is empty, it reads and writes its data folders and nothing else', async () => {
    await using target = await greetingServer()
    await using started = await startCompute()
    const outside = join(started.home, 'outside')
    writeFileSync(outside, 'secret')
    const inside = join(started.dataFolder, 'inside')
    const seen = notes(
      await started.job([
        { do: 'connect', port: target.port },
        { do: 'environment' },
        { do: 'read', file: outside },
        { do: 'read', file: '/etc/passwd' },
        { do: 'write', file: outside },
        { do: 'write', file: inside },
        { do: 'read', file: inside },
        FINISH,
      ]),
    )
    expect(seen).toEqual(['ERR_ACCESS_DENIED', '', 'ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED', 'done', 'q'])
    expect(target.accepted).toBe(0)
    expect(readFileSync(outside, 'utf8')).toBe('secret')
  })

  test('a handed socket works, and no greeting is lost', async () => {
    await using target = await greetingServer()
    await using started = await startCompute()
    const seen = notes(await started.job([{ do: 'dial', host: 'pg', port: target.port, times: 100 }, FINISH]))
    expect(seen).toEqual(Array.from({ length: 100 }, () => 'greeting'))
    await eventually(() => target.open() === 0)
  })

  test('a refusal reaches the job with its words', async () => {
    await using started = await startCompute({
      dial: async ({ host }) => ({ kind: 'refused', error: new CausewayError('unreachable', `${host} is in no host entry`) }),
    })
    expect(notes(await started.job([{ do: 'dial', host: 'pg', port: 1 }, FINISH]))).toEqual(['pg is in no host entry'])
  })

  test('a dial that throws is a refusal that shows nothing of the cause', async () => {
    await using started = await startCompute({
      dial: async () => {
        throw new Error('secret detail')
      },
    })
    expect(notes(await started.job([{ do: 'dial', host: 'pg', port: 1 }, FINISH]))).toEqual([
      'The server failed while it handled the request',
    ])
  })

  test('calls are answered, and refused with their words', async () => {
    let refuse = false
    await using started = await startCompute({
      call: async (contextId, call) => {
        if (refuse) throw new CausewayError('not-found', 'no such table')
        return { contextId, kind: call.kind }
      },
    })
    const script = [{ do: 'call-get-table' }, FINISH] as const
    expect(notes(await started.job(script, { id: 'j1' }))).toEqual(['{"contextId":"j1","kind":"get-table"}'])
    refuse = true
    expect(notes(await started.job(script))).toEqual(['refused: no such table'])
  })

  test('200 dials of a blocked worker leave nothing open after its death', async () => {
    await using target = await greetingServer()
    await using started = await startCompute({ limits: { cancel: { stillMs: 100, cpuMs: 100, blindMs: 100, graceMsMax: 20_000 } } })
    notes(await started.job([{ do: 'dial', host: 'pg', port: target.port }, FINISH]))
    await eventually(() => target.open() === 0 && started.isFull(3))
    const before = openDescriptors()
    const outcome = started.job([{ do: 'dial-and-block', host: 'pg', port: target.port, times: 200, ms: 600_000 }], { id: 'blocked' })
    await eventually(() => target.accepted >= 20)
    expect(openDescriptors()).toBeGreaterThan(before)
    started.compute.cancel('blocked', 'enough')
    expect(await outcome).toEqual({ kind: 'cancelled', reason: 'enough' })
    await eventually(() => target.open() === 0)
    // The same number of workers as before: only they have pipes.
    notes(await started.job([FINISH]))
    await eventually(() => started.isFull(3))
    await eventually(() => openDescriptors() <= before)
  })

  test('a worker that asks for thousands of sockets and confirms none is ended, and nothing of it stays open', async () => {
    await using target = await greetingServer()
    await using started = await startCompute()
    const job = started.job([{ do: 'dial-and-block', host: 'pg', port: target.port, times: 3_000, ms: 600_000 }], { id: 'flood' })
    expect(failure(await job).message).toContain('so it was ended')
    await eventually(() => target.open() === 0)
    expect(target.accepted).toBeLessThan(100)
    notes(await started.job([FINISH]))
  })

  test('a revoked grant ends the workers that hold a socket under it, and no other', async () => {
    await using target = await greetingServer()
    const release = Promise.withResolvers<null>()
    const grants = { mine: new TestGrant(), another: new TestGrant() }
    const dialLoopback = loopbackDialler()
    await using started = await startCompute({
      spareWorkers: 2,
      dial: (request) => dialLoopback(request, request.host === 'pg' ? grants.mine : grants.another),
      call: () => release.promise,
    })
    const holding = started.job([{ do: 'dial', host: 'pg', port: target.port, keep: true }, { do: 'wait', ms: 600_000 }, FINISH], {
      id: 'holding',
    })
    const other = started.job([{ do: 'dial', host: 'other', port: target.port, keep: true }, { do: 'call-get-table' }, FINISH], {
      id: 'other',
    })
    await eventually(() => target.open() === 2)
    await grants.mine.revoke('Queue q was unbound from connection test1')
    expect(failure(await holding)).toMatchObject({ kind: 'unreachable', message: 'Queue q was unbound from connection test1' })
    await eventually(() => target.open() === 1)
    release.resolve(null)
    notes(await other)
    expect(grants.another.holders).toBe(1)
    await grants.another.revoke('unbound')
    await eventually(() => target.open() === 0)
  })

  test('a revoked grant ends an idle worker that still holds a socket', async () => {
    await using target = await greetingServer()
    const grant = new TestGrant()
    const dialLoopback = loopbackDialler()
    await using started = await startCompute({ dial: (request) => dialLoopback(request, grant) })
    notes(await started.job([{ do: 'dial', host: 'pg', port: target.port, keep: true }, FINISH]))
    expect(target.open()).toBe(1)
    await grant.revoke('unbound')
    await eventually(() => target.open() === 0)
    notes(await started.job([FINISH]))
  })

  test('a worker holds a grant once, however often it dials, and gives it back when it ends', async () => {
    await using target = await greetingServer()
    const grant = new TestGrant()
    const dialLoopback = loopbackDialler()
    await using started = await startCompute({ dial: (request) => dialLoopback(request, grant) })
    notes(await started.job([{ do: 'dial', host: 'pg', port: target.port, times: 50 }, FINISH]))
    expect(grant.holders).toBe(1)
    await started.compute.closeQueue('q')
    await eventually(() => grant.holders === 0)
  })

  test('a dial that hangs ends with the job that is cancelled, and its worker goes on', async () => {
    const asked = Promise.withResolvers<void>()
    await using started = await startCompute({
      dial: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('given up')))
          asked.resolve()
        }),
    })
    const job = started.job([{ do: 'dial', host: 'pg', port: 1 }, FINISH], { id: 'j' })
    await asked.promise
    const pids = started.workerPids()
    started.compute.cancel('j', 'Nobody wants it any more')
    expect(await job).toMatchObject({ kind: 'cancelled' })
    expect(notes(await started.job([FINISH]))).toEqual([])
    expect([...started.workerPids()]).toEqual(expect.arrayContaining([...pids]))
  })

  test('a dial that is under way when its grant is revoked is not handed over', async () => {
    await using target = await greetingServer()
    const grant = new TestGrant()
    const asked = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    await using started = await startCompute({
      dial: async (request): Promise<DialOutcome> => {
        asked.resolve()
        await go.promise
        return loopbackDialler()(request, grant)
      },
    })
    const job = started.job([{ do: 'dial', host: 'pg', port: target.port }, FINISH])
    await asked.promise
    await grant.revoke('unbound meanwhile')
    go.resolve()
    expect(notes(await job)).toEqual(['unbound meanwhile'])
    await eventually(() => target.open() === 0)
  })
})
