import { bytesText } from '../bytes-text.ts'
import { type Screen, type TerminalLine, terminalLine } from '../terminal-line.ts'

/** How far a file is on its way. */
export interface CopyProgress {
  readonly done: number
  /** Undefined where nobody has said it. */
  readonly whole: number | undefined
  /** What is done with them: 'read', 'sent', 'received'. */
  readonly how: string
}

/** A line on the terminal that standard error is, unless nothing is to be said. */
export const copyLine = (
  { quiet }: { readonly quiet?: boolean },
  now: () => CopyProgress,
  screen: Screen & { readonly isTTY?: boolean } = process.stderr,
): TerminalLine => terminalLine(quiet !== true && screen.isTTY === true ? screen : undefined, (seconds) => copyText(seconds, now()))

export function copyText(seconds: number, { done, whole, how }: CopyProgress): string {
  const time = `${seconds.toFixed(0)} s`
  if (whole === undefined || whole === 0) return `${time}: ${bytesText(done)} ${how}`
  return `${time}: ${Math.floor((100 * Math.min(done, whole)) / whole)} %, ${bytesText(done)} of ${bytesText(whole)} ${how}`
}
