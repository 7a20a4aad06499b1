/** A query as Causeway understands it: every part by name; what has no part here is refused. */
import type { IntervalField, SparkType } from '../../../base/spark-type.ts'
import type { ReadingRules } from '../reading-rules.ts'

export type Expression =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string; readonly type: NumberType }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'typed-literal'; readonly type: 'date' | 'timestamp' | 'binary'; readonly value: string }
  | IntervalLiteral
  /** `printed`: what Spark calls it where a star stands for it, with its name behind AS. */
  | { readonly kind: 'column'; readonly parts: readonly string[]; readonly printed?: string }
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

/** VERSION AS OF 3, or TIMESTAMP AS OF '…'. */
export type WrittenVersion = { readonly kind: 'version'; readonly text: string } | { readonly kind: 'timestamp'; readonly text: string }
