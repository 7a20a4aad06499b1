import type { DeclaredType, SparkType } from '../../../base/spark-type.ts'
import { quotedIfNeeded } from '../../../base/sql-text/quoted.ts'
import type { UnusableColumn } from '../../../protocol/table-definition.ts'
import { type Bound, declaredOf } from '../bound/bound.ts'
import type { Retyped } from '../bound/retyped.ts'
import type { Sql } from '../bound/sql.ts'
import { FILE_METADATA } from '../file-column.ts'
import { bindField, fieldOf } from '../functions/operators/access.ts'
import { matchHint } from '../match-hint.ts'
import { semanticError } from '../syntax-error.ts'
import { type UnreadableColumns, unreadableColumn, unreadableStar } from '../unreadable-columns.ts'

export interface ScopeColumn {
  readonly name: string
  readonly type: SparkType
  readonly declared?: DeclaredType
  readonly isNeverNull?: true
  readonly comment?: string
  readonly retyped?: Retyped
  readonly sql: Sql
  /** One side of a USING column: found by its qualifier only. */
  readonly isMerged?: true
  /** One of those whose value `*` has from the other side. */
  readonly isUnseen?: true
}

/** One relation of a FROM clause: how it is qualified, and its columns. */
export interface ScopeRelation {
  /** As written; undefined for a subquery without alias. */
  readonly alias: string | undefined
  readonly database: string | undefined
  readonly columns: readonly ScopeColumn[]
  /** What of its table is not among the columns, for the user may not read it. */
  readonly unreadable?: UnreadableColumns | undefined
  /** What of its table cannot be used here. */
  readonly unusable?: readonly UnusableColumn[] | undefined
  /** A LATERAL VIEW: its rows are of those that stand before it. */
  readonly isGenerated?: true
  /** Of a table of files: the file of a row. Its scan reads that from then on. */
  readonly inputFile?: () => ScopeColumn
  /** The same of the column _metadata. */
  readonly metadata?: (() => ScopeColumn) | undefined
}

const UNUSABLE_HINT =
  "Give it another name there, or read it through a view there, or a table of its own: CREATE TABLE … USING JDBC OPTIONS ('query'='SELECT …')."

let nextScopeId = 1

/** The columns that an expression may name, and those of the queries around it. */
export class Scope {
  readonly id = nextScopeId++
  readonly relations: readonly ScopeRelation[]
  /** Columns of USING and NATURAL joins: one for both sides when named without a qualifier, and first in `*`. */
  readonly merged: readonly ScopeColumn[]
  readonly parent: Scope | undefined
  /** Found by its bare name, where no column has it, and not in `*`. */
  #hidden: ScopeColumn | undefined
  readonly #outerNames: string[] = []

  constructor(relations: readonly ScopeRelation[], parent: Scope | undefined, merged: readonly ScopeColumn[] = []) {
    this.relations = relations
    this.merged = merged
    this.parent = parent
  }

  /** a, t.a, db.t.a, and fields of a struct column behind each. Throws sql-semantics for a name that is unknown or fits twice. */
  resolve(parts: readonly string[]): Bound {
    const found = this.#find(parts)
    if (found !== undefined) return found
    const outer = this.parent === undefined ? undefined : this.parent.#findOuter(parts)
    if (outer === undefined) throw this.#unknown(parts)
    this.#outerNames.push(...outer.uses.map((use) => use.name))
    return outer
  }

  /** Adds a column that is computed from the others. */
  hide(column: ScopeColumn): Bound {
    this.#hidden = column
    return this.#bind(column, column.name)
  }

  /** The file of a row, where the query reads one table of files and nothing beside it. */
  inputFile(): Bound | undefined {
    const [only, ...others] = this.relations.filter(({ isGenerated }) => isGenerated !== true)
    return others.length > 0 || only?.inputFile === undefined ? undefined : this.#bind(only.inputFile(), 'input_file_name()')
  }

  /** Whether a column of this query or of one around it is named so. */
  reaches(parts: readonly string[]): boolean {
    return this.#findFar(parts) !== undefined
  }

  /** A query sees the one around it, and none further out. */
  #findFar(parts: readonly string[]): Bound | undefined {
    return this.#find(parts) ?? (this.parent === undefined ? undefined : this.parent.#find(parts))
  }

  /** As a query within this one reads it. */
  #findOuter(parts: readonly string[]): Bound | undefined {
    const found = this.#find(parts)
    const [use] = found?.uses ?? []
    if (found === undefined || use === undefined) return undefined
    const qualifier = this.#qualifierOf(use.sql)
    const name = `outer(${[...qualifier, use.name].map(quotedIfNeeded).join('.')})`
    const field = found.name.slice(use.name.length)
    return { ...found, name: field === '' ? name : `${name}${field} AS ${parts.at(-1)}` }
  }

  #qualifierOf(sql: Sql): readonly string[] {
    const relation = this.relations.find(({ columns }) => columns.some((column) => column.sql === sql))
    if (relation?.alias === undefined) return []
    return relation.database === undefined ? [relation.alias] : ['spark_catalog', relation.database, relation.alias]
  }

  /** The columns of the query around that were read by now, as often as they were. */
  get outerNames(): readonly string[] {
    return this.#outerNames
  }

  /** Also one that several tables have. */
  has(name: string): boolean {
    return this.#matches([], name).length > 1 || this.#find([name]) !== undefined
  }

  /** The columns that * or t.* stands for. */
  expand(qualifier: readonly string[]): readonly Bound[] {
    this.#refuseUnreadable(qualifier)
    if (qualifier.length === 0) {
      const rest = this.relations.flatMap((relation) => relation.columns).filter((column) => column.isMerged !== true)
      return [...this.merged, ...rest].map((column) => this.#bind(column, column.name))
    }
    const relations = this.relations.filter((relation) => isQualifiedBy(relation, qualifier))
    if (relations.length === 0) {
      const outer = this.parent?.expandOwn(qualifier)
      if (outer !== undefined) {
        this.#outerNames.push(...outer.map((bound) => bound.name))
        return outer
      }
      const struct = this.#findFar(qualifier)
      if (struct?.type.kind === 'struct') return struct.type.fields.map(({ name }) => ({ ...fieldOf(struct, name), name }))
      const names = this.relations.map((relation) => relation.alias ?? '').filter((name) => name !== '')
      throw semanticError(`${qualifier.join('.')}.* names no table of this query`, matchHint(qualifier.at(-1) ?? '', names))
    }
    return relations.flatMap((relation) => relation.columns.map((column) => this.#bind(column, column.name)))
  }

  hasRelation(qualifier: readonly string[]): boolean {
    return this.relations.some((relation) => isQualifiedBy(relation, qualifier))
  }

  /** The columns of a relation of this query; undefined: there is none of this name. */
  expandOwn(qualifier: readonly string[]): readonly Bound[] | undefined {
    return this.hasRelation(qualifier) ? this.expand(qualifier) : undefined
  }

  /** What * or t.* stands for, by names that resolve to it. */
  names(qualifier: readonly string[]): readonly (readonly string[])[] {
    this.#refuseUnreadable(qualifier)
    if (qualifier.length > 0) {
      const relations = this.relations.filter((relation) => isQualifiedBy(relation, qualifier))
      if (relations.length === 0) return this.expand(qualifier).map((bound) => [...qualifier, bound.name])
      return relations.flatMap((relation) => relation.columns.map((one) => [...qualifier, one.name]))
    }
    const rest = this.relations.flatMap(({ alias, columns }) =>
      columns.filter((one) => one.isMerged !== true).map((one) => (alias === undefined ? [one.name] : [alias, one.name])),
    )
    return [...this.merged.map((one) => [one.name]), ...rest]
  }

  #find(parts: readonly string[]): Bound | undefined {
    // The longest qualifier wins: db.t.a, then t.a, then a column with fields.
    for (const length of QUALIFIER_LENGTHS) {
      const name = parts[length]
      if (name === undefined) continue
      const column = this.#column(parts.slice(0, length), name)
      if (column !== undefined) {
        const fields = parts.slice(length + 1)
        const bound = this.#bind(column, name)
        return fields.length === 0 ? bound : fields.reduce(bindField, { ...bound, name })
      }
    }
    return undefined
  }

  /** The type of the column of this query, or of the one around it, that is named so, if Spark knows that NULL is never in it. */
  typeWithoutNull(parts: readonly string[]): SparkType | undefined {
    for (const length of QUALIFIER_LENGTHS) {
      const [name] = parts.slice(length)
      const [match, other] = name === undefined ? [] : this.#matches(parts.slice(0, length), name)
      if (match === undefined) continue
      return other === undefined && parts.length === length + 1 && match.column.isNeverNull === true ? match.column.type : undefined
    }
    return this.parent?.typeWithoutNull(parts)
  }

  /** The column of this query that is named so, if it is one, and no field of it. */
  ownColumn(parts: readonly string[]): ScopeColumn | undefined {
    const name = parts.at(-1)
    const [match, other] = name === undefined ? [] : this.#matches(parts.slice(0, -1), name)
    return other === undefined ? match?.column : undefined
  }

  #matches(qualifier: readonly string[], name: string): readonly { readonly column: ScopeColumn; readonly place: string }[] {
    const wanted = name.toLowerCase()
    const isBare = qualifier.length === 0
    const places: readonly Pick<ScopeRelation, 'alias' | 'columns' | 'metadata'>[] = [
      ...(isBare ? [{ alias: undefined, columns: this.merged }] : []),
      ...this.relations.filter((relation) => isBare || isQualifiedBy(relation, qualifier)),
    ]
    const matches = places.flatMap(({ alias, columns }) =>
      columns
        .filter((column) => column.name.toLowerCase() === wanted && !(isBare && column.isMerged === true))
        .map((column) => ({ column, place: alias === undefined ? name : `${alias}.${name}` })),
    )
    // A column of that name goes first.
    if (matches.length > 0 || wanted !== FILE_METADATA) return matches
    return places.flatMap(({ alias, metadata }) =>
      metadata === undefined ? [] : [{ column: metadata(), place: alias === undefined ? name : `${alias}.${name}` }],
    )
  }

  #column(qualifier: readonly string[], name: string): ScopeColumn | undefined {
    const matches = this.#matches(qualifier, name)
    if (matches.length > 1)
      throw semanticError(
        `The column ${name} is ambiguous`,
        `It could be ${matches.map((match) => match.place).join(' or ')}: name its table.`,
      )
    return matches[0]?.column ?? (qualifier.length === 0 && this.#hidden?.name === name.toLowerCase() ? this.#hidden : undefined)
  }

  #bind(column: ScopeColumn, name: string): Bound {
    return {
      sql: column.sql,
      type: column.type,
      name,
      uses: [{ scopeId: this.id, name, sql: column.sql }],
      hasAggregate: false,
      hasWindow: false,
      early: { of: column.type, is: column.type },
      ...declaredOf(column),
    }
  }

  /** A star stands for all columns. */
  #refuseUnreadable(qualifier: readonly string[]): void {
    for (const relation of this.relations) {
      const { unreadable } = relation
      if (unreadable === undefined) continue
      if (qualifier.length === 0 || isQualifiedBy(relation, qualifier)) throw unreadableStar(unreadable)
    }
  }

  #unknown(parts: readonly string[]): Error {
    const qualifier = parts.slice(0, -1)
    const meant = qualifier.length === 0 ? undefined : this.relations.find((relation) => isQualifiedBy(relation, qualifier))
    for (const { unreadable } of meant === undefined ? this.relations : [meant]) {
      if (unreadable === undefined) continue
      const hidden = unreadable.areTold
        ? parts.find((part) => unreadable.names.includes(part.toLowerCase()))
        : parts[meant === undefined ? 0 : parts.length - 1]
      if (hidden !== undefined) return unreadableColumn(unreadable, hidden.toLowerCase())
    }
    const name = parts.join('.')
    const unusable = (meant === undefined ? this.relations : [meant])
      .flatMap((relation) => relation.unusable ?? [])
      .find((one) => parts.some((part) => part.toLowerCase() === one.name.toLowerCase()))
    if (unusable !== undefined)
      return semanticError(`The column ${unusable.name} cannot be used here, because ${unusable.because}`, UNUSABLE_HINT)
    const columns = this.relations.flatMap((relation) => relation.columns.map((column) => column.name))
    const wanted = parts.at(-1) ?? ''
    const hint = columns.length === 0 ? 'The query reads no table here. A string is written in single quotes.' : matchHint(wanted, columns)
    return semanticError(`The column ${name} does not exist`, hint)
  }
}

const QUALIFIER_LENGTHS = [3, 2, 1, 0]

/** By its name, its database's and its own, or with the one catalog before both. */
const isQualifiedBy = (relation: ScopeRelation, qualifier: readonly string[]): boolean => {
  const [table, database, catalog, ...others] = qualifier.map((part) => part.toLowerCase()).reverse()
  if (others.length > 0 || (catalog !== undefined && catalog !== 'spark_catalog')) return false
  return relation.alias?.toLowerCase() === table && (database === undefined || relation.database?.toLowerCase() === database)
}
