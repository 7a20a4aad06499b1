import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { socketPair } from './socket-pair.ts'

let scratchFolder = ''
beforeEach(() => {
  scratchFolder = mkdtempSync(join(tmpdir(), 'causeway-pairs-'))
})
afterEach(() => rmSync(scratchFolder, { recursive: true, force: true }))

const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap' || name === 'PipeServerWrap').length

it('leads from one to the other, and leaves nothing in the scratch folder', async () => {
  const { given, kept } = await socketPair({ scratchFolder, signal: new AbortController().signal })
  kept.end('greeting')
  expect(await text(given.resume())).toBe('greeting')
  given.destroy()
  expect(readdirSync(scratchFolder)).toEqual([])
})

it('given up at any moment, it ends and leaves nothing open', async () => {
  const before = sockets()
  const ends: string[] = []
  // In ever larger steps, until one was not given up in time: how many turns that takes is the machine's affair.
  for (let turns = 0; !ends.includes('opened') && turns < 1_000_000; turns += 1 + Math.floor(turns / 20)) {
    const controller = new AbortController()
    if (turns === 0) controller.abort()
    const opening = socketPair({ scratchFolder, signal: controller.signal }).then(
      ({ given, kept }) => {
        given.destroy()
        kept.destroy()
        return 'opened'
      },
      (thrown: unknown) => (thrown instanceof Error ? thrown.name : String(thrown)),
    )
    for (let turn = 1; turn < turns; turn += 1) await nextTurn()
    controller.abort()
    ends.push(await opening)
  }
  expect(ends.slice(0, 2)).toEqual(['AbortError', 'AbortError'])
  expect(new Set(ends)).toEqual(new Set(['AbortError', 'opened']))
  await expect.poll(sockets).toBeLessThanOrEqual(before)
  expect(readdirSync(scratchFolder)).toEqual([])
})
