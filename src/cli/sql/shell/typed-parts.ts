import { splitStatements } from '../../../base/sql-text/split-statements.ts'

/** A command, without what is around it, or statements with all that is between them. */
export interface TypedPart {
  readonly kind: 'command' | 'statements'
  readonly text: string
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
  const close = (): void => {
    const statements = held.join('\n').trim()
    if (statements !== '') parts.push({ kind: 'statements', text: statements })
    held = []
  }
  for (const line of text.split('\n')) {
    const word = WORDS.get(line.trim().replace(/;$/, '').trimEnd().toLowerCase())
    if ((word !== undefined || line.trimStart().startsWith('\\')) && areEnded(held.join('\n'))) {
      close()
      parts.push({ kind: 'command', text: word ?? line.trim() })
    } else held.push(line)
  }
  close()
  return parts
}

/** Whether nothing is open at its end. */
export function isWhole(text: string): boolean {
  const last = typedParts(text).at(-1)
  return last?.kind !== 'statements' || areEnded(last.text)
}
