import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { type ProcessUse, processTree, useOf } from './process-tree.ts'
import { type NoProgress, type ProgressLimits, watchProgress } from './progress-watch.ts'

const LIMITS: ProgressLimits = { stillMs: 200, cpuMs: 500, blindMs: 300 }
const NEVER: ProgressLimits = { stillMs: 1e9, cpuMs: 1e9, blindMs: 1e9 }

/** What a watch says of a process whose use is told by `look`. */
const verdictOn = (look: () => ProcessUse | undefined, limits = LIMITS): Promise<NoProgress> =>
  new Promise((resolve) => void watchProgress(1, { limits, look, gaveUp: resolve }))

describe('a process is given up', () => {
  test('when it stands still', async () => {
    expect(await verdictOn(() => ({ cpuMs: 70, wantsToRun: false }), { ...LIMITS, blindMs: 1e9 })).toMatchObject({ kind: 'still' })
  })

  test('when it has used its processor time, counted from the beginning of the watch', async () => {
    let cpuMs = 9_000
    const look = (): ProcessUse => {
      cpuMs += 100
      return { cpuMs, wantsToRun: true }
    }
    expect(await verdictOn(look, { ...NEVER, stillMs: 100, cpuMs: 500 })).toEqual({ kind: 'spent', cpuMs: 500 })
  })

  test('when it had what it wanted for so long, though it does a little now and then', async () => {
    let cpuMs = 0
    const look = (): ProcessUse => {
      cpuMs += 1
      return { cpuMs, wantsToRun: false }
    }
    expect(await verdictOn(look, { ...NEVER, servedMs: 100 })).toMatchObject({ kind: 'late' })
  })

  test('by the clock only where nothing can be seen', async () => {
    expect(await verdictOn(() => undefined, { ...NEVER, blindMs: 300 })).toMatchObject({ kind: 'late' })
  })
})

describe('a process is not given up', () => {
  /** So many looks, and no verdict. */
  async function survives(look: () => ProcessUse, isExcused = false): Promise<void> {
    let looks = 0
    const enough = Promise.withResolvers<void>()
    const counted = (): ProcessUse => {
      looks += 1
      if (looks === 40) enough.resolve()
      return look()
    }
    const given: NoProgress[] = []
    using _watch = watchProgress(1, {
      limits: { ...NEVER, stillMs: 100 },
      look: counted,
      gaveUp: (why) => given.push(why),
      isExcused: () => isExcused,
    })
    await enough.promise
    expect(given).toEqual([])
  }

  test('that wants to run and gets no time', () => survives(() => ({ cpuMs: 70, wantsToRun: true })))
  test('that has got less of the processor than it may have, however long it wants to run', async () => {
    let cpuMs = 0
    const given: NoProgress[] = []
    const enough = Promise.withResolvers<void>()
    const look = (): ProcessUse => {
      cpuMs += 1
      if (cpuMs === 40) enough.resolve()
      return { cpuMs, wantsToRun: true }
    }
    using _watch = watchProgress(1, { limits: { ...NEVER, servedMs: 100 }, look, gaveUp: (why) => given.push(why) })
    await enough.promise
    expect(given).toEqual([])
  })
  test('that waits for us', () => survives(() => ({ cpuMs: 70, wantsToRun: false }), true))
  test('that uses a little now and then', () => {
    let looks = 0
    return survives(() => {
      looks += 1
      return { cpuMs: 70 + 10 * Math.floor(looks / 3), wantsToRun: false }
    })
  })

  test('when the watch was ended', async () => {
    const given: NoProgress[] = []
    const ended = watchProgress(1, { limits: LIMITS, look: () => ({ cpuMs: 1, wantsToRun: false }), gaveUp: (why) => given.push(why) })
    ended[Symbol.dispose]()
    // Another with the same limits, begun later, comes to its verdict.
    await verdictOn(() => ({ cpuMs: 1, wantsToRun: false }))
    expect(given).toEqual([])
  })
})

describe.runIf(process.platform === 'linux')('what a process uses', () => {
  test('is seen through a wrapping program: its child’s time and state are its own', async () => {
    const burn = `${process.execPath} -e "while (process.cpuUsage().user < 300_000); console.log('x'); process.stdin.resume()"`
    const child = spawn('/bin/sh', ['-c', `${burn}; true`], { stdio: ['pipe', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    try {
      await once(child.stdout, 'data')
      const pid = child.pid ?? 0
      expect(processTree(pid)).toHaveLength(2)
      expect(useOf(pid)?.cpuMs).toBeGreaterThan(50)
    } finally {
      child.stdin.end()
      await exited
    }
  })

  test('is nothing for a process that is not there', () => {
    expect(useOf(2 ** 22 + 1)).toBeUndefined()
  })
})
