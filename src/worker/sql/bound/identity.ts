import { replaceLeaves } from './replace-leaves.ts'
import { type Lambda, parameter, type QueryNode, type Sql, type Template } from './sql.ts'

/**
 * Numbers for values: two trees have one number if they compute the same, whatever order the operands of + or AND have (Spark's canonical form).
 * What differs from place to place, as rand() does, is the same as nothing else.
 */
export class Identities {
  readonly #numbers = new Map<string, number>()
  readonly #known = new WeakMap<Sql | QueryNode, number>()
  #next = 0

  of(sql: Sql): number {
    const before = this.#known.get(sql)
    if (before !== undefined) return before
    const number = this.#number(sql)
    this.#known.set(sql, number)
    return number
  }

  #number(sql: Sql): number {
    switch (sql.kind) {
      case 'column':
        return this.#numbered(`c\0${sql.relation}\0${sql.column}`)
      case 'parameter':
        return this.#numbered(`p\0${sql.name}`)
      case 'lambda':
        return this.#numbered(`l\0${sql.parameters.length}\0${this.of(this.#withoutNames(sql))}`)
      case 'query':
        return this.#unique(sql.query)
      case 'template':
        if (sql.isVolatile) return this.#next++
        if (sql.commutes === undefined)
          return this.#numbered(`t\0${sql.texts.join('\0')}\0\0${sql.parts.map((part) => this.of(part)).join(',')}`)
        return this.#numbered(
          `o\0${sql.commutes}\0${[...this.#operands(sql, sql.commutes)]
            .sort(([a], [b]) => a - b)
            .map(([operand, times]) => `${operand}*${times}`)
            .join(',')}`,
        )
    }
  }

  /** The body with its parameters called by their place: each function that is written has names of its own, and x -> x + 1 is y -> y + 1. */
  #withoutNames(lambda: Lambda): Sql {
    const level = lambdasIn(lambda.body)
    return replaceLeaves(lambda.body, (leaf) => {
      const place = leaf.kind === 'parameter' ? lambda.parameters.indexOf(leaf.name) : -1
      return place < 0 ? undefined : parameter(`\0${level}\0${place}`)
    })
  }

  /** Of a chain such as a + (b + c) or (c + a) + b: its operands, each with how often it stands there. A link may stand in several places. */
  #operands(chain: Template, operation: string): ReadonlyMap<number, bigint> {
    const isLink = (part: Sql): part is Template => part.kind === 'template' && part.commutes === operation
    const links: Template[] = []
    const visited = new Set<Sql>()
    const visit = (link: Template): void => {
      visited.add(link)
      for (const part of link.parts) if (isLink(part) && !visited.has(part)) visit(part)
      links.push(link)
    }
    visit(chain)
    const places = new Map<Sql, bigint>([[chain, 1n]])
    const operands = new Map<number, bigint>()
    // Every link comes before those that stand in it.
    for (const link of links.reverse()) {
      const times = places.get(link) ?? 1n
      for (const part of link.parts) {
        if (isLink(part)) places.set(part, (places.get(part) ?? 0n) + times)
        else operands.set(this.of(part), (operands.get(this.of(part)) ?? 0n) + times)
      }
    }
    return operands
  }

  #numbered(key: string): number {
    const before = this.#numbers.get(key)
    if (before !== undefined) return before
    const number = this.#next++
    this.#numbers.set(key, number)
    return number
  }

  #unique(query: QueryNode): number {
    const before = this.#known.get(query)
    if (before !== undefined) return before
    const number = this.#next++
    this.#known.set(query, number)
    return number
  }
}

const levels = new WeakMap<Sql, number>()

/** How many functions stand in each other. */
function lambdasIn(sql: Sql): number {
  const before = levels.get(sql)
  if (before !== undefined) return before
  let level = 0
  if (sql.kind === 'lambda') level = lambdasIn(sql.body) + 1
  if (sql.kind === 'template') for (const part of sql.parts) level = Math.max(level, lambdasIn(part))
  levels.set(sql, level)
  return level
}
