import { splitStatements } from '../../../base/sql-text/split-statements.ts'

/** A command, without what is around it, or statements with all that is between them. */
export interface TypedPart {
  /** `misplaced`: statements whose last one has no end yet, and a command on the line behind it. */
  readonly kind: 'command' | 'statements' | 'misplaced'
  readonly text: string
}

const isCommand = (line: string): boolean => line.trimStart().startsWith('\\')

/** No statement has a line that begins so but in a string, a quoted name or a comment that is open there. */
function isMisplaced(lines: readonly string[], line: string): boolean {
  if (!isCommand(line)) return false
  const marked = splitStatements(`${lines.join('\n')}\n\\`).at(-1)
  return marked?.sql.endsWith('\\') === true && marked.unclosedAt === undefined
}

const areEnded = (text: string): boolean => splitStatements(text).every(({ isEnded }) => isEnded)

/** What other prompts have for it, which nobody means for SQL: psql takes them, too. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['quit', '\\q'],
  ['exit', '\\q'],
  ['help', '\\?'],
])

/** What was typed or pasted at once, in its order: a line that begins with a backslash where no statement is open is a command, and so is one of a word that others have for it. */
export function typedParts(text: string): readonly TypedPart[] {
  const parts: TypedPart[] = []
  let held: string[] = []
  const close = (kind: TypedPart['kind'] = 'statements'): void => {
    const statements = held.join('\n').trim()
    if (statements !== '') parts.push({ kind, text: statements })
    held = []
  }
  for (const line of text.split('\n')) {
    const word = WORDS.get(line.trim().replace(/;$/, '').trimEnd().toLowerCase())
    if ((word !== undefined || isCommand(line)) && areEnded(held.join('\n'))) {
      close()
      parts.push({ kind: 'command', text: word ?? line.trim() })
    } else {
      const isLost = isMisplaced(held, line)
      held.push(line)
      if (isLost) close('misplaced')
    }
  }
  close()
  return parts
}

/** Whether nothing is open at its end. */
export function isWhole(text: string): boolean {
  const last = typedParts(text).at(-1)
  return last?.kind !== 'statements' || areEnded(last.text)
}
