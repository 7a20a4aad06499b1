import { expect, it, vi } from 'vitest'
import { copyLine, copyText } from './copy-progress.ts'

it('tells how much of a file has gone, and never more than all of it', () => {
  expect(copyText(3.2, { done: 512, whole: 1024 * 1024, how: 'sent' })).toBe('3 s: 0 %, 512 bytes of 1.0 MiB sent')
  expect(copyText(3, { done: 1_048_575, whole: 1_048_576, how: 'sent' })).toContain(' 99 %')
  expect(copyText(3, { done: 2, whole: 1, how: 'read' })).toContain(' 100 %')
  expect(copyText(3, { done: 2048, whole: undefined, how: 'received' })).toBe('3 s: 2.0 KiB received')
  expect(copyText(0, { done: 0, whole: 0, how: 'sent' })).toBe('0 s: 0 bytes sent')
})

it('is one line, on a terminal alone, gone when the work is done, and none of what is done at once', async () => {
  vi.useFakeTimers()
  try {
    const said = async (
      screen: { readonly isTTY: boolean },
      flags: { readonly quiet?: boolean },
      ms: number,
    ): Promise<readonly string[]> => {
      const written: string[] = []
      const line = copyLine(flags, () => ({ done: 1, whole: 2, how: 'sent' }), {
        ...screen,
        columns: 20,
        write: (text) => written.push(text),
      })
      await vi.advanceTimersByTimeAsync(ms)
      line[Symbol.dispose]()
      await vi.advanceTimersByTimeAsync(5_000)
      return written
    }
    const shown = await said({ isTTY: true }, {}, 1_300)
    // All below goes as well: a narrower window has made several rows of it.
    const clear = '\r\u001b[J'
    expect(shown).toEqual([expect.stringContaining(' 50 %, 1 bytes…'), expect.stringContaining(' 50 %'), clear])
    expect(shown.every((each) => each.startsWith(clear))).toBe(true)
    expect(await said({ isTTY: true }, {}, 300)).toEqual([])
    expect(await said({ isTTY: true }, { quiet: true }, 5_000)).toEqual([])
    expect(await said({ isTTY: false }, {}, 5_000)).toEqual([])
  } finally {
    vi.useRealTimers()
  }
})
