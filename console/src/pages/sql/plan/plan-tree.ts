/** Where something is done: in the database that is asked, here, or both. */
export type PlanPlace = 'there' | 'here' | 'both' | 'neutral'

export interface PlanNode {
  /** What kind of line it is, as `asked there`; '' where the line says it all. */
  readonly label: string
  readonly text: string
  readonly place: PlanPlace
  readonly children: readonly PlanNode[]
}

interface Growing {
  readonly label: string
  readonly text: string
  readonly place: PlanPlace
  readonly children: Growing[]
}

/** Details of a reading, by how their lines begin; the first that fits. */
const DETAILS: readonly (readonly [pattern: RegExp, place: PlanPlace])[] = [
  [/^(asked there): (.*)$/s, 'there'],
  [/^(condition decided there): (.*)$/s, 'there'],
  [/^(condition asked there, and looked at again here): (.*)$/s, 'both'],
  [/^(condition looked at here only): (.*)$/s, 'here'],
  [/^(conditions|columns|limit|keys): (.*)$/s, 'neutral'],
  [/^(cannot be looked at now): (.*)$/s, 'neutral'],
]

/** The lines that EXPLAIN answers with, each beneath the one that it says more of. */
export function planTree(lines: readonly string[]): readonly PlanNode[] {
  const roots: Growing[] = []
  let root: Growing | undefined
  let reading: Growing | undefined
  for (const line of lines) {
    if (line.startsWith('  ')) {
      const node = detail(line.trim())
      ;(reading?.children ?? root?.children ?? roots).push(node)
      continue
    }
    const node = step(line)
    if (beginsStatement(line)) {
      roots.push(node)
      root = node
      reading = undefined
    } else {
      ;(root?.children ?? roots).push(node)
      reading = node
    }
  }
  return roots
}

const beginsStatement = (line: string): boolean =>
  /^(?:Query: |Insert into |Write |Several inserts|Delete from |Update |Put small files |Merge into |Create the table |Command: )/.test(
    line,
  )

function step(line: string): Growing {
  const [, made, because] = /^(Made here): (.*)$/s.exec(line) ?? []
  if (made !== undefined && because !== undefined) return { label: made, text: because, place: 'here', children: [] }
  const place = line.startsWith('Ask for ') ? 'there' : line.startsWith('Whatever else ') ? 'here' : 'neutral'
  const [, query, columns] = /^(Query): (.*)$/s.exec(line) ?? []
  return query !== undefined && columns !== undefined
    ? { label: query, text: columns, place, children: [] }
    : { label: '', text: line, place, children: [] }
}

function detail(line: string): Growing {
  for (const [pattern, place] of DETAILS) {
    const [, label, text] = pattern.exec(line) ?? []
    if (label !== undefined && text !== undefined) return { label, text, place, children: [] }
  }
  const place = line.startsWith('at ') ? 'there' : line.startsWith('by this queue itself') ? 'here' : 'neutral'
  return { label: '', text: line, place, children: [] }
}

/** The statement that EXPLAIN is asked of, without an EXPLAIN that is there already. */
export const explainOf = (sql: string): string =>
  `EXPLAIN ${sql.replace(/^\s*EXPLAIN\s+(?:(?:EXTENDED|FORMATTED|COST|CODEGEN|LOGICAL)\s+)?/i, '')}`
