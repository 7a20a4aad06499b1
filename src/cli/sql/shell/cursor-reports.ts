import { PassThrough } from 'node:stream'
import type { Position } from './resized-place.ts'

export interface CursorReports extends Disposable {
  /** What is typed, without what the terminal says itself. */
  readonly keys: NodeJS.ReadableStream
  /** Where the cursor is; undefined of a terminal that does not say it. */
  ask(): Promise<Position | undefined>
}

const ASK = '\u001b[6n'
/** A terminal at the other end of a slow line needs that long. */
const ANSWER_MS = 400
/** Who has pressed Escape is not to wait for long. */
const HELD_MS = 50
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak so
const REPORT = /\u001b\[(\d{1,5});(\d{1,5})R/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak so
const BEGUN_REPORT = /\u001b(?:\[(?:\d{0,5}(?:;\d{0,5})?)?)?$/

/** A terminal says where its cursor is by what looks like keys: it is taken out of them. */
export function cursorReports(input: NodeJS.ReadableStream, write: (text: string) => unknown): CursorReports {
  const keys = new PassThrough()
  /** Asked for, and not come yet. */
  let awaited = 0
  let isSilent = false
  let told: ((position: Position | undefined) => void) | undefined
  let held = ''
  let heldTimer: NodeJS.Timeout | undefined

  function pass(text: string): void {
    if (text !== '') keys.write(Buffer.from(text, 'latin1'))
  }
  function passHeld(): void {
    clearTimeout(heldTimer)
    const text = held
    held = ''
    pass(text)
  }
  function onData(chunk: Buffer | string): void {
    clearTimeout(heldTimer)
    // A sign of several bytes may be cut.
    const text = held + (typeof chunk === 'string' ? Buffer.from(chunk) : chunk).toString('latin1')
    held = ''
    if (awaited === 0) {
      pass(text)
      return
    }
    let position: Position | undefined
    const typed = text.replaceAll(REPORT, (report, row: string, column: string) => {
      if (awaited === 0) return report
      awaited -= 1
      position = { row: Number(row), column: Number(column) }
      return ''
    })
    if (awaited > 0) held = BEGUN_REPORT.exec(typed)?.[0] ?? ''
    pass(typed.slice(0, typed.length - held.length))
    if (held !== '') heldTimer = setTimeout(passHeld, HELD_MS)
    // Of several the last is of now.
    if (position !== undefined && awaited === 0) told?.(position)
  }
  function onEnd(): void {
    passHeld()
    keys.end()
  }
  input.on('data', onData)
  input.on('end', onEnd)

  return {
    keys,
    ask() {
      if (isSilent) return Promise.resolve(undefined)
      awaited += 1
      write(ASK)
      return new Promise((resolve) => {
        const timer = setTimeout(() => told?.(undefined), ANSWER_MS)
        told = (position) => {
          told = undefined
          clearTimeout(timer)
          if (position === undefined) isSilent = true
          resolve(position)
        }
      })
    },
    [Symbol.dispose]() {
      clearTimeout(heldTimer)
      input.off('data', onData)
      input.off('end', onEnd)
    },
  }
}
