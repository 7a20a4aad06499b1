import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  type EmulatedReflow,
  type EmulatorSize,
  findTerminalEmulator,
  NO_TERMINAL_EMULATOR,
} from '../../../../testing/terminal-emulator.ts'
import { highlight } from './highlight.ts'
import { linePrompt } from './line-prompt.ts'
import type { Reflow } from './resized-place.ts'

const openEmulator = await findTerminalEmulator()
if (openEmulator === undefined)
  console.log(`SKIPPED: the prompt in a window that changes its size is not tested, for ${NO_TERMINAL_EMULATOR}`)

const WIDE = "SELECT '漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字' AS 表, 'ascii between', 'かな' FROM 旅客"
const LONG = `SELECT ${Array.from({ length: 12 }, (_, at) => `column_${at}`).join(', ')} FROM flights`
const LINES = `SELECT carrier,\n  sum(delay) AS delay, count(*) AS flights, avg(distance) AS distance -- of all\nFROM flights WHERE ${'x'.repeat(57)} = 1\nGROUP BY`
const NARROW = 20
const WIDTHS = [80, 60, 40, 39, 20, 21, 33, 120, 119, 79, 80, 25, 50, 100, 20, 120, 30]

/** A prompt in a window, below what stood there before. */
async function openWindow(
  size: EmulatorSize,
  reflow: EmulatedReflow,
  { before = 3, usual = 'all' }: { before?: number; usual?: Reflow } = {},
) {
  if (openEmulator === undefined) throw new Error(NO_TERMINAL_EMULATOR)
  const keyboard = Object.assign(new PassThrough(), { setRawMode: () => {} })
  const emulator = openEmulator(size, reflow, (answer) => keyboard.write(answer))
  let written = 0
  const screen = {
    ...size,
    write(text: string) {
      written += 1
      void emulator.write(text)
    },
  }
  /** Until nobody has anything to say. */
  async function settle(): Promise<void> {
    for (let seen = -1; seen !== written; ) {
      seen = written
      await emulator.write('')
      for (let turns = 0; turns < 5; turns += 1) await turn()
    }
  }
  await emulator.write(Array.from({ length: before }, (_, at) => `before ${at}\r\n`).join(''))
  const prompt = linePrompt({
    input: keyboard,
    screen,
    history: { entries: [], add: () => {} },
    colour: highlight,
    isWhole: (text) => text.endsWith(';'),
    complete: async (_text, cursor) => ({
      from: cursor,
      candidates: ['carrier', 'carriers', 'cargo', '漢字の表', '漢字の列'].map((word) => ({ word, kind: 'column' as const })),
    }),
    reflow: usual,
  })
  const answer = prompt.ask('q1:default> ')
  async function type(keys: string): Promise<void> {
    keyboard.write(keys)
    await settle()
  }
  return {
    answer,
    emulator,
    type,
    async resize(next: EmulatorSize): Promise<void> {
      emulator.resize(next)
      Object.assign(screen, next)
      process.emit('SIGWINCH', 'SIGWINCH')
      await settle()
    },
    seen: () => ({ rows: emulator.rows(), cursor: emulator.cursor() }),
    [Symbol.dispose]() {
      prompt[Symbol.dispose]()
      emulator[Symbol.dispose]()
    },
  }
}

/** xterm.js may take rows that it wins beneath the cursor for rows above it. */
const widthsOf = (reflow: EmulatedReflow, keys: readonly string[]): readonly number[] =>
  reflow === 'other-lines' && keys.includes(UP) ? WIDTHS.slice(0, 5) : WIDTHS

const pasted = (text: string): string => `\u001b[200~${text}\u001b[201~`
const LEFT = '\u001b[D'
const UP = '\u001b[A\u001b[A'

/** What is seen where the window had that size from the beginning. */
async function seenFresh(size: EmulatorSize, keys: readonly string[], before: number) {
  using fresh = await openWindow(size, 'none', { before })
  for (const each of keys) await fresh.type(each)
  return fresh.seen()
}

describe.skipIf(openEmulator === undefined)('the prompt', () => {
  describe.each<EmulatedReflow>(['other-lines', 'none'])('in a terminal that puts into rows anew: %s', (reflow) => {
    it.each([
      ['a long line', [pasted(LONG)]],
      ['the cursor in its middle', [pasted(LONG), LEFT.repeat(70)]],
      ['the cursor at its beginning', [pasted(LONG), '\u0001']],
      ['wide signs', [pasted(WIDE)]],
      ['wide signs, in their middle', [pasted(WIDE), LEFT.repeat(30)]],
      ['several lines', [pasted(LINES)]],
      ['several lines, in the second', [pasted(LINES), UP]],
      ['full rows', [pasted('x'.repeat(80 - 12)), pasted(`\n${'y'.repeat(2 * 80 - 12)}`)]],
      ['candidates', [pasted('SELECT c'), '\t']],
    ])('has nothing left of what it showed, and nothing lost of what is above it: %s', async (_, keys) => {
      for (const before of [3, 40]) {
        using window = await openWindow({ columns: 80, rows: 40 }, reflow, { before, usual: reflow })
        for (const each of keys) await window.type(each)
        for (const columns of widthsOf(reflow, keys)) {
          const size = { columns, rows: 40 }
          await window.resize(size)
          if (keys.includes('\t')) expect(window.seen().rows.at(-1), `${columns}`).toBe('q1:default> SELECT c')
          else expect(window.seen(), `${columns} columns behind ${before} rows`).toEqual(await seenFresh(size, keys, before))
        }
      }
    })
  })

  it.each<EmulatedReflow>(['other-lines', 'none'])('finds out what the terminal does: %s', async (reflow) => {
    using window = await openWindow({ columns: 80, rows: 40 }, reflow, { usual: 'all' })
    await window.type(pasted(LONG))
    for (const columns of [61, 47, NARROW, 75, 43]) {
      await window.resize({ columns, rows: 40 })
      expect(window.seen(), `${columns}`).toEqual(await seenFresh({ columns, rows: 40 }, [pasted(LONG)], 3))
    }
  })
})
