import { splitStatements } from '../../../base/sql-text/split-statements.ts'

/** A command, without what is around it, or statements with all that is between them. */
export interface TypedPart {
  readonly kind: 'command' | 'statements'
  readonly text: string
}

const areEnded = (text: string): boolean => splitStatements(text).every(({ isEnded }) => isEnded)

/** What was typed or pasted at once, in its order: a line that begins with a backslash where no statement is open is a command. */
export function typedParts(text: string): readonly TypedPart[] {
  const parts: TypedPart[] = []
  let held: string[] = []
  const close = (): void => {
    const statements = held.join('\n').trim()
    if (statements !== '') parts.push({ kind: 'statements', text: statements })
    held = []
  }
  for (const line of text.split('\n')) {
    if (line.trimStart().startsWith('\\') && areEnded(held.join('\n'))) {
      close()
      parts.push({ kind: 'command', text: line.trim() })
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
