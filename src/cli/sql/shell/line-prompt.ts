import { emitKeypressEvents } from 'node:readline'
import { type Completion, commonBeginning } from '../../../client/sql-text/complete.ts'
import { plain } from '../../shown-fields.ts'
import { alignedRows } from '../../tables/aligned-rows.ts'
import { textWidth } from '../../tables/text-width.ts'
import { cursorReports } from './cursor-reports.ts'
import { type Drawn, drawLine } from './draw-line.ts'
import { EMPTY_LINE, editLine, inserted, type Key, type Line, type Wish } from './edit-line.ts'
import type { History } from './history-file.ts'
import { isPlaceCertain, type Position, type Reflow, resizedPlace } from './resized-place.ts'
import { NEW_SEARCH, type Search, searchedBy, searchPrompt } from './search-history.ts'

interface Screen {
  write(text: string): unknown
  readonly columns: number
  readonly rows?: number
}

/** A terminal's, whose keys come one by one where it is raw. */
interface Keyboard extends NodeJS.ReadableStream {
  setRawMode(isRaw: boolean): unknown
}

export interface PromptOptions {
  readonly input: Keyboard
  readonly screen: Screen
  readonly history: History
  readonly colour: (text: string) => string
  readonly isWhole: (text: string) => boolean
  readonly complete: (text: string, cursor: number) => Promise<Completion>
  /** What the terminal does with lines when it gets another width, as far as it is known. */
  readonly reflow: Reflow
}

/** What somebody at a terminal has answered. */
type Answer = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'leave' }

export interface LinePrompt extends Disposable {
  ask(prompt: string): Promise<Answer>
  /** Ctrl-C while nothing is asked. */
  onInterrupt: () => void
}

const SHOWN_WORDS_MAX = 200
const [PASTE_ON, PASTE_OFF] = ['\u001b[?2004h', '\u001b[?2004l']

/** Takes the terminal until it is disposed of: its keys come one by one. */
export function linePrompt({ input, screen, history, colour, isWhole, complete, reflow }: PromptOptions): LinePrompt {
  let line: Line = EMPTY_LINE
  /** Where the cursor is in it; undefined: at the beginning of a row, where nothing is drawn yet. */
  let drawn: Drawn | undefined
  let usual = reflow
  /** Of the widths that the terminal has had since that was drawn; undefined: of none but its own. */
  let narrowest: number | undefined
  /** Whether it is being found out where what was drawn is now. */
  let isLooking = false
  let prompt = ''
  let answer: ((given: Answer) => void) | undefined
  let isPasting = false
  let older = 0
  let typed = ''
  let search: Search | undefined
  let isLeaving = false
  let hasEnded = false
  let isBehindReturn = false
  let isDrawingDue = false
  // What was typed while nothing was asked, or it was not known where to draw.
  let ahead: (readonly [string | undefined, Key])[] = []

  const reports = cursorReports(input, (text) => screen.write(text))
  const { keys } = reports
  emitKeypressEvents(keys)
  input.setRawMode(true)
  input.resume()
  screen.write(PASTE_ON)
  const made: LinePrompt = {
    onInterrupt: () => {},
    ask(text) {
      if (hasEnded) return Promise.resolve({ kind: 'leave' })
      prompt = text
      line = EMPTY_LINE
      search = undefined
      ;[older, typed, isLeaving] = [0, '', false]
      drawn = undefined
      draw()
      return new Promise((resolve) => {
        answer = resolve
        takeAhead()
      })
    },
    [Symbol.dispose]: () => {
      keys.off('keypress', onTyped)
      keys.off('end', onEnd)
      reports[Symbol.dispose]()
      process.off('SIGWINCH', onSize)
      input.setRawMode(false)
      input.pause()
      screen.write(PASTE_OFF)
    },
  }
  keys.on('keypress', onTyped)
  keys.on('end', onEnd)
  process.on('SIGWINCH', onSize)
  return made

  function takeAhead(): void {
    const before = ahead
    ahead = []
    for (const [sequence, key] of before) onKey(sequence, key)
  }

  function columnsNow(): number {
    return Math.max(2, screen.columns || 80)
  }

  function onSize(): void {
    if (answer === undefined || drawn === undefined) return
    narrowest = Math.min(narrowest ?? drawn.columns, columnsNow())
    if (isPlaceCertain(drawn, columnsNow(), narrowest)) {
      if (!isLooking) draw()
    } else if (!isLooking) void lookForPlace()
  }

  /** Where there are several places: the terminal is asked for its cursor, and nothing is drawn meanwhile. */
  async function lookForPlace(): Promise<void> {
    isLooking = true
    let position: Position | undefined
    let columns: number
    do {
      columns = columnsNow()
      position = await reports.ask()
      // Somebody pulls at the window: what is reported is of before.
    } while (columns !== columnsNow())
    isLooking = false
    if (answer === undefined) return
    draw(position)
    takeAhead()
  }

  /** Once for all keys that came together: a long text that is pasted is not drawn anew for each of its signs. */
  function drawSoon(): void {
    if (isDrawingDue) return
    isDrawingDue = true
    setImmediate(() => {
      if (isDrawingDue && answer !== undefined) draw()
    })
  }

  /** @param rows so many at most; undefined: as many as there are on the screen */
  function draw(position?: Position, rows = Math.max(2, screen.rows || Number.POSITIVE_INFINITY)): void {
    if (isLooking) return
    isDrawingDue = false
    const columns = columnsNow()
    const shown = search === undefined ? prompt : plain(searchPrompt(search))
    const continuation = `${' '.repeat(Math.max(0, textWidth(shown) - 2))}> `.slice(-textWidth(shown))
    const frame = drawLine(search === undefined ? line : foundLine(search), { prompt: shown, continuation, columns, rows, colour })
    let above = 0
    if (drawn !== undefined) {
      const place = resizedPlace(drawn, { columns, narrowest: Math.min(narrowest ?? columns, columns) }, position, usual)
      above = place.above
      usual = place.reflow
    }
    screen.write((above > 0 ? `\u001b[${above}A` : '') + frame.text)
    drawn = frame.drawn
    narrowest = undefined
  }

  /** The cursor is where it has what is looked for. */
  function foundLine({ query, found }: Search): Line {
    const text = found === undefined ? '' : (history.entries[found] ?? '')
    return { text, cursor: Math.max(0, text.toLowerCase().indexOf(query.toLowerCase())) }
  }

  /** Whether the key is done with: else it is one of the line's. */
  function searchOn(current: Search, key: Key): boolean {
    const searched = searchedBy(current, key, history.entries)
    search = searched.kind === 'on' ? searched.search : undefined
    if (searched.kind === 'taken' && current.found !== undefined) line = foundLine(current)
    if (searched.kind !== 'taken' || key.name === 'escape') draw()
    return searched.kind !== 'taken' || key.name === 'escape'
  }

  /** What comes next stands behind all that is drawn. */
  function close(): void {
    line = { text: line.text, cursor: line.text.length }
    draw(undefined, Number.POSITIVE_INFINITY)
    screen.write('\r\n')
    drawn = undefined
  }

  function give(given: Answer): void {
    const told = answer
    answer = undefined
    close()
    told?.(given)
  }

  function onEnd(): void {
    hasEnded = true
    if (answer !== undefined) give({ kind: 'leave' })
  }

  /** A line's end of two signs is one, whether they come together or not. */
  function onTyped(sequence: string | undefined, key: Key): void {
    const isSecond = isBehindReturn && key.name === 'enter'
    isBehindReturn = key.name === 'return'
    if (!isSecond) onKey(sequence, key)
  }

  function onKey(sequence: string | undefined, key: Key): void {
    if (isLooking) {
      ahead.push([sequence, key])
      return
    }
    if (answer === undefined) {
      if (key.ctrl !== true || key.name !== 'c') ahead.push([sequence, key])
      else {
        ahead = []
        made.onInterrupt()
      }
      return
    }
    if (key.name === 'paste-start' || key.name === 'paste-end') {
      isPasting = key.name === 'paste-start'
      if (search !== undefined) searchOn(search, { name: key.name })
      return
    }
    if (isPasting) {
      const text = key.name === 'return' || key.name === 'enter' ? '\n' : (key.sequence ?? sequence ?? '')
      line = inserted(line, text.replaceAll(/[^\P{Cc}\n\t]/gu, '').replaceAll('\t', '  '))
      drawSoon()
      return
    }
    const pressed = { ...key, sequence: key.sequence ?? sequence }
    if (search !== undefined && searchOn(search, pressed)) return
    const { line: next, wish } = editLine(line, pressed, isWhole)
    line = next
    if (wish !== 'interrupt') isLeaving = false
    if (wish === undefined) drawSoon()
    else fulfil(wish)
  }

  function fulfil(wish: Wish): void {
    switch (wish) {
      case 'submit':
        give({ kind: 'text', text: line.text })
        return
      case 'leave':
        give({ kind: 'leave' })
        return
      case 'interrupt': {
        if (line.text === '' && isLeaving) {
          give({ kind: 'leave' })
          return
        }
        const wasEmpty = line.text === ''
        close()
        line = EMPTY_LINE
        if (wasEmpty) screen.write('Once more, \\q or Ctrl-D leaves\r\n')
        isLeaving = wasEmpty
        older = 0
        draw()
        return
      }
      case 'older':
      case 'newer':
        remember(wish === 'older' ? 1 : -1)
        return
      case 'search':
        search = NEW_SEARCH
        draw()
        return
      case 'redraw':
        screen.write('\u001b[H\u001b[2J')
        drawn = undefined
        draw()
        return
      case 'complete':
        void completeWord()
    }
  }

  function remember(by: 1 | -1): void {
    const wanted = older + by
    if (wanted < 0 || wanted > history.entries.length) return
    if (older === 0) typed = line.text
    older = wanted
    const text = wanted === 0 ? typed : (history.entries.at(-wanted) ?? '')
    line = { text, cursor: text.length }
    draw()
  }

  async function completeWord(): Promise<void> {
    const asked = line
    const { from, candidates } = await complete(asked.text, asked.cursor).catch(() => ({ from: asked.cursor, candidates: [] }))
    const words = candidates.map((candidate) => candidate.word)
    // Somebody has typed on, or pulls at the window.
    if (line !== asked || answer === undefined || isLooking) return
    const common = commonBeginning(words)
    const [only, ...others] = words
    const word = asked.text.slice(from, asked.cursor)
    if (only !== undefined && (common.length > word.length || (others.length === 0 && common !== word))) {
      const ending = others.length === 0 && !only.endsWith('(') ? ' ' : ''
      line = inserted({ text: asked.text.slice(0, from) + asked.text.slice(asked.cursor), cursor: from }, common + ending)
      draw()
      return
    }
    if (others.length === 0) return
    close()
    line = asked
    screen.write(`${wordsText(words, screen.columns || 80).replaceAll('\n', '\r\n')}\r\n`)
    draw()
  }
}

/** In columns, as many as fit. */
function wordsText(words: readonly string[], columns: number): string {
  const shown = words.slice(0, SHOWN_WORDS_MAX)
  const widest = shown.reduce((most, word) => Math.max(most, textWidth(word)), 1) + 2
  const count = Math.max(1, Math.floor(columns / widest))
  const rows = Array.from({ length: Math.ceil(shown.length / count) }, (_, at) => shown.slice(at * count, (at + 1) * count))
  const [first = [], ...others] = rows
  const text = alignedRows(first, others)
  return words.length > shown.length ? `${text}\n(and ${words.length - shown.length} more)` : text
}
