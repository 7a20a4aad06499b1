import type { SparkType } from '../../base/spark-type.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import type { Bound } from './bound.ts'
import type { FunctionEnvironment } from './functions/function-record.ts'
import type { Scan } from './plan.ts'
import type { Scope } from './scope.ts'
import type { Window } from './tree.ts'

/** What one statement's binding shares: the tables it may read, and names for what it makes. */
export class Statement {
  readonly environment: FunctionEnvironment
  readonly scans: Scan[] = []
  readonly #tables: ReadonlyMap<string, TableDefinition>
  #relations = 0
  #commonTables = 0
  #lambdas = 0

  constructor(environment: FunctionEnvironment, tables: ReadonlyMap<string, TableDefinition>) {
    this.environment = environment
    this.#tables = tables
  }

  table(database: string, table: string): TableDefinition | undefined {
    return this.#tables.get(tableKey(database, table))
  }

  scan(table: TableDefinition): string {
    const relation = `scan_${this.scans.length}`
    this.scans.push({ relation, table })
    return relation
  }

  relationName(): string {
    return `r${this.#relations++}`
  }

  commonTableName(): string {
    return `cte_${this.#commonTables++}`
  }

  lambdaParameter(): string {
    return `p${this.#lambdas++}`
  }
}

export const tableKey = (database: string, table: string): string => `${database}\n${table}`.toLowerCase()

export interface QueryColumn {
  readonly name: string
  readonly type: SparkType
}

export interface CommonTableBinding {
  readonly relation: string
  readonly columns: readonly QueryColumn[]
}

/** The common tables in sight, by lower-case name. */
export type CommonTables = ReadonlyMap<string, CommonTableBinding>

/** Where an expression stands: what it may name and contain. */
export interface ExpressionContext {
  readonly statement: Statement
  readonly scope: Scope
  readonly commonTables: CommonTables
  /** For messages: 'WHERE', 'SELECT' … */
  readonly clause: string
  readonly allowsAggregates: boolean
  readonly allowsWindows: boolean
  readonly isInAggregate: boolean
  /** Engine SQL of the grouping expressions: reading one of them is no ungrouped use. */
  readonly groupingKeys: ReadonlySet<string>
  readonly windows: ReadonlyMap<string, Window>
  /** Columns of the select list by lower-case name: before the tables' columns in ORDER BY, after them elsewhere. */
  readonly aliases: ReadonlyMap<string, Bound>
  readonly aliasesFirst: boolean
  readonly lambdaParameters: ReadonlyMap<string, Bound>
}
