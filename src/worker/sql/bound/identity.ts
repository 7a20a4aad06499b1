import type { QueryNode, Sql, Template } from './sql.ts'

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
        return this.#numbered(`l\0${sql.parameters.join('\0')}\0${this.of(sql.body)}`)
      case 'query':
        return this.#unique(sql.query)
      case 'template':
        if (sql.isVolatile) return this.#next++
        if (sql.commutes === undefined)
          return this.#numbered(`t\0${sql.texts.join('\0')}\0\0${sql.parts.map((part) => this.of(part)).join(',')}`)
        return this.#numbered(
          `o\0${sql.commutes}\0${this.#operands(sql, sql.commutes)
            .sort((a, b) => a - b)
            .join(',')}`,
        )
    }
  }

  /** a + (b + c) and (c + a) + b have the same operands. */
  #operands(sql: Template, operation: string): number[] {
    const operands: number[] = []
    const open: Sql[] = [...sql.parts]
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      if (part.kind === 'template' && part.commutes === operation) open.push(...part.parts)
      else operands.push(this.of(part))
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
