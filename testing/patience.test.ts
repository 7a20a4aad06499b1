import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { busyness, waitPatiently } from './patience.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A process that does this until the test has ended. @returns its id, once it is at it */
async function startProcess(script: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', `console.log('on it'); ${script}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  ends.push(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

const isLinux = process.platform === 'linux'

describe('waiting patiently', () => {
  it('takes what came, also when it came with the end', async () => {
    let looks = 0
    const look = (): number | undefined => (looks++ === 3 ? looks : undefined)
    expect(await waitPatiently({ meanwhile: 'It goes on', look })).toBe(4)
    expect(await waitPatiently({ meanwhile: 'It goes on', look: () => 'here', over: () => 'it is over' })).toBe('here')
  })

  it('ends with the reason when it can no longer come', async () => {
    let looks = 0
    const over = (): string | undefined => (looks++ === 3 ? 'the process has ended' : undefined)
    await expect(waitPatiently({ meanwhile: 'It goes on', look: () => undefined, over })).rejects.toThrow('the process has ended')
  })

  it.runIf(isLinux)('gives up processes that do nothing though nothing keeps them from it', async () => {
    const pid = await startProcess('setInterval(() => {}, 1e9)')
    const waiting = waitPatiently({ meanwhile: 'It goes on', look: () => undefined, processes: () => [pid], lifelessSecondsMax: 2 })
    await expect(waiting).rejects.toThrow('It goes on, but nothing has moved for 2 s: given up')
  })

  it.runIf(isLinux)('never gives up one that is at work, nor one whose child is', async () => {
    const working = await startProcess('for (;;);')
    const parent = await startProcess(
      "require('node:child_process').spawn(process.execPath, ['-e', 'const parent = process.ppid; while (process.ppid === parent);'], { stdio: 'inherit' })",
    )
    let asked = 0
    for (const pid of [working, parent]) {
      asked = 0
      const processes = (): readonly number[] => {
        asked += 1
        return [pid]
      }
      const look = (): boolean | undefined => (asked === 4 ? true : undefined)
      expect(await waitPatiently({ meanwhile: 'It goes on', look, processes, lifelessSecondsMax: 1 })).toBe(true)
    }
  })
})

it('says how busy the machine is, and nothing when it is not', () => {
  expect(busyness(45.3, 2)).toBe('This machine is busy: load 45 on 2 cores.')
  expect(busyness(1.44, 1)).toBe('This machine is busy: load 1.4 on 1 core.')
  expect(busyness(2, 2)).toBe('')
})
