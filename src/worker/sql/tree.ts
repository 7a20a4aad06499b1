/** The statement as Causeway understands it: built from the parse tree, every part by name; what has no part here is refused. */
import type { DeclaredType, IntervalField, SparkType } from '../../base/spark-type.ts'
import type { ReadingRules } from './reading-rules.ts'

export type Expression =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string; readonly type: NumberType }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'typed-literal'; readonly type: 'date' | 'timestamp' | 'binary'; readonly value: string }
  | IntervalLiteral
  | { readonly kind: 'column'; readonly parts: readonly string[] }
  /** `except`: the columns that are left out. `pattern`: only those are meant whose names it matches. */
  | { readonly kind: 'star'; readonly qualifier: readonly string[]; readonly except: readonly string[]; readonly pattern?: string }
  | FunctionCall
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: SparkType; readonly isTry: boolean }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'sign'; readonly operator: '-' | '+' | '~'; readonly operand: Expression }
  | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'comparison'; readonly operator: ComparisonOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'logic'; readonly operator: 'AND' | 'OR'; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'between'
      readonly operand: Expression
      readonly low: Expression
      readonly high: Expression
      readonly isNegated: boolean
    }
  | { readonly kind: 'in-list'; readonly operand: Expression; readonly items: readonly Expression[]; readonly isNegated: boolean }
  | { readonly kind: 'in-query'; readonly operand: Expression; readonly query: Query; readonly isNegated: boolean }
  | {
      readonly kind: 'like'
      readonly operator: 'LIKE' | 'ILIKE' | 'RLIKE'
      readonly operand: Expression
      readonly patterns: readonly Expression[]
      readonly quantifier: 'one' | 'any' | 'all'
      readonly escapeCharacter: string
      readonly isNegated: boolean
    }
  | { readonly kind: 'is'; readonly operand: Expression; readonly test: 'null' | 'true' | 'false' | 'unknown'; readonly isNegated: boolean }
  | {
      readonly kind: 'case'
      readonly operand: Expression | undefined
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[]
      readonly otherwise: Expression | undefined
    }
  | { readonly kind: 'subscript'; readonly operand: Expression; readonly index: Expression }
  | { readonly kind: 'field'; readonly operand: Expression; readonly name: string }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression }
  | { readonly kind: 'row'; readonly items: readonly NamedExpression[] }
  | { readonly kind: 'scalar-query'; readonly query: Query }
  | { readonly kind: 'exists'; readonly query: Query }

export type NumberType = 'integer' | 'decimal' | 'exponent' | 'tinyint' | 'smallint' | 'bigint' | 'float' | 'double' | 'big-decimal'
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | 'div' | '&' | '|' | '^' | '||'
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=' | '<=>'

export interface FunctionCall {
  readonly kind: 'call'
  /** Lower case. */
  readonly name: string
  /** Absent: it is built in, or of the session. */
  readonly home?: FunctionHome
  readonly arguments: readonly Expression[]
  readonly isDistinct: boolean
  readonly ignoresNulls: boolean
  readonly filter: Expression | undefined
  readonly withinGroup: SortItem | undefined
  readonly over: WindowReference | undefined
}

interface FunctionHome {
  /** Lower case. */
  readonly database: string
  /** Else the statement names the function alone, and it is found there if anywhere. */
  readonly isWritten: boolean
}

/** Of years and months, or of days and times: never of both. */
interface IntervalLiteral {
  readonly kind: 'interval'
  /** Months when the fields are of a year, else microseconds; it fits into 32 and 64 bits. */
  readonly total: bigint
  /** The largest and the smallest field: its type. */
  readonly from: IntervalField
  readonly to: IntervalField
}

export interface NamedExpression {
  readonly expression: Expression
  readonly alias: string | undefined
  /** AS (a, b): names of a generator's columns. */
  readonly aliases: readonly string[]
}

export interface SortItem {
  readonly expression: Expression
  readonly isDescending: boolean
  readonly nullsFirst: boolean
}

export type WindowReference = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'definition'; readonly window: Window }

export interface Window {
  readonly partition: readonly Expression[]
  readonly order: readonly SortItem[]
  readonly frame: Frame | undefined
}

export interface Frame {
  readonly unit: 'ROWS' | 'RANGE'
  readonly start: FrameBound
  readonly end: FrameBound
}

export type FrameBound =
  | { readonly kind: 'unbounded-preceding' }
  | { readonly kind: 'unbounded-following' }
  | { readonly kind: 'current-row' }
  | { readonly kind: 'preceding'; readonly distance: Expression }
  | { readonly kind: 'following'; readonly distance: Expression }

export interface Query {
  readonly ctes: readonly CommonTable[]
  readonly body: QueryBody
  /** ORDER BY, SORT BY or CLUSTER BY: in one process they are the same. */
  readonly order: readonly SortItem[]
  /** DISTRIBUTE BY: nothing to do in one process, but to be resolved. */
  readonly distribution: readonly Expression[]
  readonly limit: Expression | undefined
  readonly offset: Expression | undefined
  readonly windows: ReadonlyMap<string, Window>
  /** By which its text was read. */
  readonly rules: ReadingRules
}

export interface CommonTable {
  readonly name: string
  readonly columnNames: readonly string[]
  readonly query: Query
}

export type QueryBody =
  | Select
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[]; readonly columnNames: readonly string[] }
  | { readonly kind: 'table'; readonly name: TableName }
  | { readonly kind: 'nested'; readonly query: Query }
  | {
      readonly kind: 'set-operation'
      readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT'
      readonly isAll: boolean
      readonly left: QueryBody
      readonly right: QueryBody
    }

export interface Select {
  readonly kind: 'select'
  readonly isDistinct: boolean
  readonly items: readonly NamedExpression[]
  readonly from: readonly Relation[]
  readonly lateralViews: readonly LateralView[]
  readonly where: Expression | undefined
  readonly groupBy: readonly GroupingElement[] | undefined
  readonly having: Expression | undefined
  readonly windows: ReadonlyMap<string, Window>
}

export type GroupingElement =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'rollup' | 'cube'; readonly sets: readonly (readonly Expression[])[] }
  /** `keys`: the expressions before GROUPING SETS in Hive's form, each of which is a column of grouping_id(). */
  | { readonly kind: 'grouping-sets'; readonly sets: readonly (readonly Expression[])[]; readonly keys: readonly Expression[] }

export interface TableName {
  readonly database: string | undefined
  readonly table: string
}

export interface TableAlias {
  readonly name: string | undefined
  readonly columnNames: readonly string[]
}

export interface LateralView {
  readonly isOuter: boolean
  readonly functionName: string
  readonly arguments: readonly Expression[]
  readonly alias: string | undefined
  readonly columnNames: readonly string[]
}

export type JoinKind = 'inner' | 'cross' | 'left' | 'right' | 'full' | 'semi' | 'anti'

export type Relation =
  /** `was`: as it was, and not as it is. */
  | { readonly kind: 'table'; readonly name: TableName; readonly alias: TableAlias; readonly was?: WrittenVersion }
  | { readonly kind: 'query'; readonly query: Query; readonly alias: TableAlias; readonly isLateral: boolean }
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[]; readonly alias: TableAlias }
  | { readonly kind: 'function'; readonly name: string; readonly arguments: readonly Expression[]; readonly alias: TableAlias }
  | { readonly kind: 'nested'; readonly relation: Relation; readonly alias: TableAlias }
  | ({ readonly kind: 'sample'; readonly relation: Relation } & Sample)
  | {
      readonly kind: 'pivot'
      readonly relation: Relation
      readonly aggregates: readonly NamedExpression[]
      readonly columns: readonly string[]
      readonly values: readonly PivotValue[]
    }
  | {
      readonly kind: 'join'
      readonly join: JoinKind
      readonly isNatural: boolean
      readonly left: Relation
      readonly right: Relation
      readonly on: Expression | undefined
      readonly using: readonly string[] | undefined
    }

export interface Sample {
  /** A part of the rows from 0 to 1, each by chance, or the first of them. */
  readonly method: { readonly kind: 'fraction'; readonly fraction: number } | { readonly kind: 'rows'; readonly count: Expression }
  readonly seed: number | undefined
}

export interface PivotValue {
  /** A row where the pivot has several columns. */
  readonly expression: Expression
  readonly alias: string | undefined
}

export interface NewColumn {
  readonly name: string
  readonly type: DeclaredType
  readonly comment: string | undefined
}

/** VERSION AS OF 3, or TIMESTAMP AS OF '…'. */
export type WrittenVersion = { readonly kind: 'version'; readonly text: string } | { readonly kind: 'timestamp'; readonly text: string }

export interface WrittenPartition {
  readonly column: string
  /** Undefined: none is written. */
  readonly value: Expression | undefined
}

export interface Assignment {
  readonly column: string
  readonly value: Expression
}

export type NewColumnPlace = 'first' | { readonly after: string }

export interface PlacedColumn extends NewColumn {
  readonly place: NewColumnPlace | undefined
}

/** What ALTER TABLE does with columns. */
export type AlteredColumns =
  | { readonly kind: 'add' | 'replace'; readonly columns: readonly PlacedColumn[] }
  | { readonly kind: 'drop'; readonly columns: readonly string[]; readonly ifExists: boolean }
  | { readonly kind: 'rename'; readonly column: string; readonly name: string }
  | {
      readonly kind: 'alter'
      readonly column: string
      readonly type?: DeclaredType
      readonly comment?: string | undefined
      readonly place?: NewColumnPlace | undefined
    }

export interface Insert {
  readonly table: TableName
  readonly mode: 'append' | 'overwrite'
  /** PARTITION (a = 1, b): one without a value gets it from the query. */
  readonly partition: readonly WrittenPartition[]
  readonly ifNotExists: boolean
  readonly columnNames: readonly string[] | undefined
  readonly query: Query
}

/** WHEN MATCHED; 'all': SET *, by the names of the columns. */
export interface MatchedClause {
  readonly condition: Expression | undefined
  readonly action: { readonly kind: 'delete' } | { readonly kind: 'update'; readonly assignments: readonly Assignment[] | 'all' }
}

/** WHEN NOT MATCHED; 'all': INSERT *. */
export interface UnmatchedClause {
  readonly condition: Expression | undefined
  readonly assignments: readonly Assignment[] | 'all'
}

/** Rows into a folder of files. */
export interface WrittenDirectory {
  readonly location: string
  readonly provider: string
  readonly options: ReadonlyMap<string, string>
  readonly query: Query
}

/** Where a statement's rows go or its table is: names as written, lower-cased later against the catalog. */
export type Statement =
  | { readonly kind: 'query'; readonly query: Query }
  | ({ readonly kind: 'insert' } & Insert)
  | ({ readonly kind: 'write-directory' } & WrittenDirectory)
  /** Several, which share a FROM clause. */
  | { readonly kind: 'write-directories'; readonly directories: readonly WrittenDirectory[] }
  /** Rows of files into a table. */
  | {
      readonly kind: 'load-data'
      readonly location: string
      readonly mode: 'append' | 'overwrite'
      readonly table: TableName
      readonly partition: readonly WrittenPartition[]
      readonly options: ReadonlyMap<string, string>
    }
  /** They share a FROM clause. */
  | { readonly kind: 'multi-insert'; readonly inserts: readonly Insert[] }
  | {
      readonly kind: 'create-table-like'
      readonly table: TableName
      readonly ifNotExists: boolean
      readonly like: TableName
      readonly location: string | undefined
    }
  | {
      readonly kind: 'change-rows'
      readonly operation: 'DELETE' | 'UPDATE'
      readonly table: TableName
      readonly alias: string | undefined
      readonly assignments: readonly Assignment[]
      readonly where: Expression | undefined
      /** By which its text was read. */
      readonly rules: ReadingRules
    }
  | {
      readonly kind: 'merge-rows'
      readonly table: TableName
      readonly alias: string | undefined
      /** Every column of the source. */
      readonly query: Query
      /** Undefined: the source is a query in brackets. */
      readonly source: TableName | undefined
      readonly sourceAlias: string | undefined
      readonly on: Expression
      /** The first whose condition is true counts. */
      readonly matched: readonly MatchedClause[]
      readonly unmatched: readonly UnmatchedClause[]
      /** By which its text was read. */
      readonly rules: ReadingRules
    }
  | { readonly kind: 'alter-columns'; readonly table: TableName; readonly change: AlteredColumns }
  | { readonly kind: 'rename-table'; readonly table: TableName; readonly newName: TableName }
  | {
      readonly kind: 'rename-partition'
      readonly table: TableName
      readonly from: readonly WrittenPartition[]
      readonly to: readonly WrittenPartition[]
    }
  | { readonly kind: 'truncate-table'; readonly table: TableName; readonly partition: readonly WrittenPartition[] }
  | { readonly kind: 'show-partitions'; readonly table: TableName; readonly partition: readonly WrittenPartition[] }
  | {
      readonly kind: 'change-partitions'
      readonly table: TableName
      readonly change: 'add' | 'drop'
      /** IF NOT EXISTS, or IF EXISTS. */
      readonly isLenient: boolean
      readonly partitions: readonly (readonly WrittenPartition[])[]
    }
  /** MSCK REPAIR TABLE, ALTER TABLE … RECOVER PARTITIONS. */
  | { readonly kind: 'recover-partitions'; readonly table: TableName }
  | { readonly kind: 'describe-history'; readonly table: TableName }
  | { readonly kind: 'restore-table'; readonly table: TableName; readonly was: WrittenVersion }
  | { readonly kind: 'optimize-table'; readonly table: TableName }
  | { readonly kind: 'vacuum-table'; readonly table: TableName; readonly hours: number | undefined }
  | {
      readonly kind: 'create-table'
      readonly table: TableName
      readonly ifNotExists: boolean
      readonly columns: readonly NewColumn[] | undefined
      readonly provider: string | undefined
      /** Option names in lower case. */
      readonly options: ReadonlyMap<string, string>
      readonly location: string | undefined
      readonly comment: string | undefined
      /** Names, or new columns behind the others. */
      readonly partitionedBy: readonly (string | NewColumn)[] | undefined
      readonly properties: ReadonlyMap<string, string>
      readonly query: Query | undefined
    }
  | {
      readonly kind: 'create-database'
      readonly database: string
      readonly ifNotExists: boolean
      readonly comment: string | undefined
      readonly properties: ReadonlyMap<string, string>
      /** FROM CONNECTION: the options of the remote schema that it stands for. */
      readonly connection: ReadonlyMap<string, string> | undefined
    }
  | { readonly kind: 'drop-database'; readonly database: string; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'describe-database'; readonly database: string; readonly extended: boolean }
  | { readonly kind: 'show-databases'; readonly pattern: string | undefined }
  | { readonly kind: 'drop-table'; readonly table: TableName; readonly ifExists: boolean }
  | {
      readonly kind: 'describe-table'
      readonly table: TableName
      readonly extended: boolean
      readonly partition: readonly WrittenPartition[] | undefined
    }
  | {
      readonly kind: 'show-table-extended'
      readonly database: string | undefined
      readonly pattern: string
      readonly partition: readonly WrittenPartition[] | undefined
    }
  | { readonly kind: 'show-tables'; readonly database: string | undefined; readonly pattern: string | undefined }
  /** `column`: its parts, the last of which is its name. */
  | { readonly kind: 'describe-column'; readonly table: TableName; readonly column: readonly string[]; readonly extended: boolean }
  | { readonly kind: 'show-properties'; readonly table: TableName; readonly key: string | undefined }
  | { readonly kind: 'annotate-table'; readonly table: TableName; readonly annotation: WrittenAnnotation }
  | { readonly kind: 'show-columns'; readonly table: TableName }
  | { readonly kind: 'show-create-table'; readonly table: TableName }
  | SessionStatement

export type WrittenAnnotation =
  | {
      readonly kind: 'properties'
      readonly set: ReadonlyMap<string, string>
      readonly unset: readonly string[]
      readonly ifExists: boolean
    }
  | { readonly kind: 'comment'; readonly comment: string }
  | { readonly kind: 'column-comment'; readonly column: string; readonly comment: string }

export interface ViewColumn {
  readonly name: string
  readonly comment: string | undefined
}

/** A query with the text that it was read from: what a view keeps. */
export interface WrittenQuery {
  readonly query: Query
  readonly text: string
}

/** An expression with the text that it was read from. */
interface WrittenExpression {
  readonly expression: Expression
  readonly text: string
}

/** In lower case. `database`: as written, and undefined for a temporary one. */
export interface FunctionName {
  readonly isTemporary: boolean
  readonly database: string | undefined
  readonly name: string
}

export interface FunctionParameter {
  readonly name: string
  readonly type: DeclaredType
  /** DEFAULT */
  readonly value: WrittenExpression | undefined
  readonly comment: string | undefined
}

/** What changes or shows a session, and what tells about statements without running them. */
export type SessionStatement =
  | {
      readonly kind: 'create-view'
      readonly view: TableName
      readonly isGlobal: boolean
      readonly isReplacing: boolean
      readonly columns: readonly ViewColumn[] | undefined
      readonly comment: string | undefined
      readonly written: WrittenQuery
    }
  | {
      readonly kind: 'create-source-view'
      readonly view: TableName
      readonly isGlobal: boolean
      readonly isReplacing: boolean
      readonly columns: readonly NewColumn[] | undefined
      readonly provider: string
      /** Names in lower case. */
      readonly options: ReadonlyMap<string, string>
    }
  | {
      readonly kind: 'create-catalog-view'
      readonly view: TableName
      readonly isReplacing: boolean
      readonly ifNotExists: boolean
      readonly columns: readonly ViewColumn[] | undefined
      readonly comment: string | undefined
      readonly properties: ReadonlyMap<string, string>
      readonly written: WrittenQuery
    }
  | { readonly kind: 'alter-view'; readonly view: TableName; readonly written: WrittenQuery }
  | { readonly kind: 'rename-view'; readonly view: TableName; readonly newName: TableName }
  | {
      readonly kind: 'change-view-properties'
      readonly view: TableName
      readonly set: ReadonlyMap<string, string>
      readonly unset: readonly string[]
      readonly ifExists: boolean
    }
  | { readonly kind: 'drop-view'; readonly view: TableName; readonly ifExists: boolean }
  | {
      readonly kind: 'create-function'
      readonly function: FunctionName
      readonly isReplacing: boolean
      readonly ifNotExists: boolean
      readonly parameters: readonly FunctionParameter[]
      readonly returns: DeclaredType
      readonly comment: string | undefined
      readonly body: WrittenExpression
    }
  | { readonly kind: 'drop-function'; readonly function: FunctionName; readonly ifExists: boolean }
  | { readonly kind: 'show-views'; readonly database: string | undefined; readonly pattern: string | undefined }
  | { readonly kind: 'show-current-database' }
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'show-setting'; readonly name: string }
  | { readonly kind: 'show-settings'; readonly isVerbose: boolean }
  | { readonly kind: 'reset'; readonly name: string | undefined }
  | { readonly kind: 'describe-query'; readonly query: Query }
  | { readonly kind: 'describe-function'; readonly database: string | undefined; readonly name: string; readonly isExtended: boolean }
  | {
      readonly kind: 'show-functions'
      readonly scope: 'all' | 'system' | 'user'
      readonly database: string | undefined
      readonly pattern: string | undefined
    }
  | { readonly kind: 'explain'; readonly statement: Statement }
  | { readonly kind: 'cache-table'; readonly table: TableName; readonly written: WrittenQuery | undefined }
  | { readonly kind: 'uncache-table'; readonly table: TableName; readonly ifExists: boolean }
  | { readonly kind: 'clear-cache' }
  | { readonly kind: 'refresh-table'; readonly table: TableName }
  | { readonly kind: 'refresh-function'; readonly database: string | undefined; readonly name: string }
  | { readonly kind: 'refresh-path' }
  | { readonly kind: 'analyze-table'; readonly table: TableName; readonly columnNames: readonly string[] }
  | { readonly kind: 'analyze-tables'; readonly database: string | undefined }

export type SessionStatementKind = SessionStatement['kind']
