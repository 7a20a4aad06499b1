import { cutToWidth } from './tables/text-width.ts'

/** One line on a terminal that tells how far something is. */
export interface TerminalLine extends Disposable {
  /** Before anything else is written to the terminal; it comes back while the work goes on. */
  clear(): void
}

export interface Screen {
  write(text: string): unknown
  readonly columns?: number
}

const BEGIN_MS = 700
const EVERY_MS = 500
/** Of a terminal that does not say its own, or says 0. */
const WIDTH = 80

/** Takes away what lineInPlace has shown. */
export const NO_LINE = '\r\u001b[J'

/** One row in the place of the one before. The cursor is left at its beginning: there it stays when a window that gets narrower makes several rows of it, and all of them can be taken away. */
export const lineInPlace = (text: string, { columns }: Pick<Screen, 'columns'>): string =>
  `${NO_LINE}${cutToWidth(text, (columns || WIDTH) - 1)}\r`

/**
 * Nothing is asked of a server, and nothing shown, of what is done before a person has begun to wait.
 * @param screen undefined: there is no terminal
 * @param textNow what the line says, after so many seconds; where it throws, nothing is told
 */
export function terminalLine(screen: Screen | undefined, textNow: (seconds: number) => string | Promise<string>): TerminalLine {
  if (screen === undefined) return { clear: () => {}, [Symbol.dispose]: () => {} }
  const terminal = screen
  const begun = performance.now()
  let isShown = false
  let isOver = false
  let timer: NodeJS.Timeout
  const clear = (): void => {
    if (isShown) terminal.write(NO_LINE)
    isShown = false
  }
  async function look(): Promise<void> {
    const text = await textNow((performance.now() - begun) / 1000)
    if (isOver) return
    terminal.write(lineInPlace(text, terminal))
    isShown = true
  }
  const wait = (ms: number): void => {
    timer = setTimeout(() => {
      // What cannot be told is not: the work itself tells what is wrong.
      look()
        .catch(() => {})
        .finally(() => {
          if (!isOver) wait(EVERY_MS)
        })
    }, ms)
  }
  wait(BEGIN_MS)
  return {
    clear,
    [Symbol.dispose]: () => {
      isOver = true
      clearTimeout(timer)
      clear()
    },
  }
}
