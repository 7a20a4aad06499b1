import { isVolatile, type Sql, type Template } from '../../bound/sql.ts'
import { expandText } from './macro-uses.ts'

/** A template's own text, as the engine sees it when its macros are expanded. */
export interface TemplateUse {
  /** Without what stands in the holes. */
  readonly length: number
  /** How often each hole stands in it. */
  readonly times: readonly number[]
}

const known = new Map<string, TemplateUse>()
const KNOWN_MAX = 5000

const HOLE = /^hole_(\d+)_$/

export function useOf({ texts }: Template): TemplateUse {
  const key = texts.join('\0')
  const before = known.get(key)
  if (before !== undefined) return before
  const times = texts.slice(1).map(() => 0)
  const written = texts.map((text, index) => (index === 0 ? text : ` hole_${index - 1}_ ${text}`)).join('')
  const length = expandText(
    written,
    (word) => {
      const number = HOLE.exec(word)?.[1]
      return number === undefined ? undefined : Number(number)
    },
    (hole, count) => {
      times[hole] = (times[hole] ?? 0) + count
    },
  )
  const use = { length, times }
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(key, use)
  return use
}

/** A value that is at most so long, expanded, may stand several times: the engine computes equal expressions once. Longer ones get a name. */
const REPEATED_LENGTH_MAX = 240

/** The parts of a template that are computed once and named: those that it needs several times and that are long, or differ from place to place. */
export function namedParts(template: Template, lengthOf: (sql: Sql) => number): ReadonlySet<Sql> {
  const named = new Set<Sql>()
  if (template.isOverRows) return named
  const { times } = useOf(template)
  const counts = new Map<Sql, number>()
  for (const [index, part] of template.parts.entries())
    if (part.kind !== 'lambda') counts.set(part, (counts.get(part) ?? 0) + (times[index] ?? 1))
  for (const [part, count] of counts)
    if (count > 1 && (part.kind === 'query' || isVolatile(part) || lengthOf(part) > REPEATED_LENGTH_MAX)) named.add(part)
  return named
}
