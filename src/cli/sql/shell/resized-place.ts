import { type Drawn, placeIn } from './draw-line.ts'
import { rowsOf, wrapped } from './line-rows.ts'

/**
 * What a terminal does with the lines on it when it gets wider or narrower: it puts their signs into rows anew, of all or of all but the line in which the cursor is, or it
 * leaves the rows as they are, and cuts them off.
 */
export type Reflow = 'all' | 'other-lines' | 'none'

/** Where a terminal says that its cursor is, from 1. */
export interface Position {
  readonly row: number
  readonly column: number
}

export interface ResizedPlace {
  /** How many rows above the cursor what was drawn begins. */
  readonly above: number
  readonly reflow: Reflow
}

const KINDS: readonly Reflow[] = ['all', 'other-lines', 'none']

/** Of terminals that say of themselves that they are one of those that are known for it. */
export function usualReflow({ TERM_PROGRAM: program, XTERM_VERSION: xterm, TERM: term = '', TMUX: tmux }: NodeJS.ProcessEnv): Reflow {
  if (program === 'vscode') return 'other-lines'
  if (xterm !== undefined || term === 'linux' || /^st\b/.test(term)) return 'none'
  return term.startsWith('screen') && tmux === undefined ? 'none' : 'all'
}

/** Whether it makes no difference what the terminal does. */
export function isPlaceCertain(drawn: Drawn, columns: number, narrowest: number): boolean {
  return new Set(KINDS.map((kind) => placesOf(drawn, columns, narrowest, kind)[0]?.above)).size === 1
}

/**
 * Where what was drawn begins, now that the terminal has another width.
 * @param narrowest of the widths that it has had since
 * @param reported undefined where the terminal does not say it
 * @param usual what is believed where several fit
 */
export function resizedPlace(
  drawn: Drawn,
  { columns, narrowest }: { readonly columns: number; readonly narrowest: number },
  reported: Position | undefined,
  usual: Reflow,
): ResizedPlace {
  const all = [usual, ...KINDS.filter((kind) => kind !== usual)].flatMap((reflow) =>
    placesOf(drawn, columns, narrowest, reflow).map((place) => ({ ...place, reflow })),
  )
  const found = all.find(({ column }) => column + 1 === reported?.column) ?? all[0]
  const above = found?.above ?? 0
  return { above: reported === undefined ? above : Math.min(above, reported.row - 1), reflow: found?.reflow ?? usual }
}

function placesOf(
  { lines, cursor, row, column, columns: before }: Drawn,
  columns: number,
  narrowest: number,
  reflow: Reflow,
): readonly { readonly above: number; readonly column: number }[] {
  const signs = (widths: readonly number[]) => widths.map((width) => ({ width }))
  const rowCount = (at: number, some: Drawn['lines']): number => some.reduce((sum, widths) => sum + wrapped(signs(widths), at).length, 0)
  const others = (at: number): number => rowCount(at, lines.toSpliced(cursor.line, 1))
  const cut = Math.min(column, narrowest - 1)
  switch (reflow) {
    case 'none':
      return [{ above: row, column: cut }]
    case 'other-lines':
      // Also by what is added beneath it, which is how xterm.js does it.
      return [{ above: row + others(columns) - others(before), column: cut }]
    case 'all': {
      const own = placeIn(rowsOf(signs(lines[cursor.line] ?? []), columns), cursor.sign)
      const place = { above: rowCount(columns, lines.slice(0, cursor.line)) + own.row, column: own.column }
      // A cursor behind a full row is in none: some have it at the end of that one.
      return own.column === 0 && own.row > 0 ? [place, { above: place.above - 1, column: columns - 1 }] : [place]
    }
  }
}
