import { textWidth } from '../../tables/text-width.ts'
import type { Line } from './edit-line.ts'

export interface Frame {
  /** To be written with the cursor in the first row of what was drawn before. */
  readonly text: string
  /** In which row of it the cursor is then. */
  readonly row: number
}

export interface Drawing {
  readonly prompt: string
  /** Before each further line, as wide as the prompt. */
  readonly continuation: string
  readonly columns: number
  readonly colour: (text: string) => string
}

/** What a terminal is told for a line to be seen, the cursor in its place; lines that are too long go on in the next row. */
export function drawLine({ text, cursor }: Line, { prompt, continuation, columns, colour }: Drawing): Frame {
  const width = textWidth(prompt)
  const coloured = colour(text.replaceAll('\t', ' ')).split('\n')
  let drawn = '\r\u001b[J'
  let rows = 0
  let cursorAt = { row: 0, column: width }
  let begin = 0
  for (const [index, line] of text.split('\n').entries()) {
    const lineWidth = width + textWidth(line)
    if (cursor >= begin && cursor <= begin + line.length) {
      const at = width + textWidth(line.slice(0, cursor - begin))
      cursorAt = { row: rows + Math.floor(at / columns), column: at % columns }
    }
    if (index > 0) drawn += '\r\n'
    drawn += (index === 0 ? prompt : continuation) + (coloured[index] ?? '')
    // A row that is full has no cursor behind it, unless the next one has been begun.
    if (lineWidth % columns === 0) drawn += ' \r'
    rows += Math.floor(lineWidth / columns) + 1
    begin += line.length + 1
  }
  const up = rows - 1 - cursorAt.row
  drawn += `${up > 0 ? `\u001b[${up}A` : ''}\r${cursorAt.column > 0 ? `\u001b[${cursorAt.column}C` : ''}`
  return { text: drawn, row: cursorAt.row }
}
