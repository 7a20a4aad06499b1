/** A condition on the columns of one scan, of the few forms that another database surely understands as the engine does. */
export type Predicate =
  | { readonly kind: 'comparison'; readonly column: number; readonly operator: ComparisonOperator; readonly literal: Literal }
  | { readonly kind: 'in'; readonly column: number; readonly literals: readonly Literal[] }
  /** Bounds may be open in truth: plans print half-open ranges in the same way, so this lets at least the wanted rows through. */
  | { readonly kind: 'between'; readonly column: number; readonly low: Literal; readonly high: Literal }
  | { readonly kind: 'is-null'; readonly column: number; readonly negated: boolean }
  | { readonly kind: 'prefix'; readonly column: number; readonly prefix: string }
  | { readonly kind: 'truth'; readonly column: number; readonly value: boolean }
  /** Without children: true. */
  | { readonly kind: 'and'; readonly children: readonly Predicate[] }
  | { readonly kind: 'or'; readonly children: readonly Predicate[] }
  /** Some condition that is not understood. */
  | { readonly kind: 'unknown' }

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>='

export type Literal =
  /** All digits, in plain or exponent notation. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** As the engine writes it: 2024-02-29 or 2024-02-29 13:00:00.5, "(BC)" behind it before the year 1. */
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'timestamp'; readonly text: string }

export const UNKNOWN: Predicate = { kind: 'unknown' }

/** No condition at all. */
export const TRUE: Predicate = { kind: 'and', children: [] }

export const isTrue = (predicate: Predicate): boolean => predicate.kind === 'and' && predicate.children.length === 0

/** Those that it is about. */
export function columnsOf(predicate: Predicate): ReadonlySet<number> {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return new Set(predicate.children.flatMap((child) => [...columnsOf(child)]))
    case 'unknown':
      return new Set()
    default:
      return new Set([predicate.column])
  }
}

/** Whether it leaves values of one of the columns out, whatever the others are. That there is a value is no such condition: plans ask for it themselves. */
export function isRestricted(predicate: Predicate, columns: ReadonlySet<number>): boolean {
  switch (predicate.kind) {
    case 'and':
      return predicate.children.some((child) => isRestricted(child, columns))
    case 'or':
      return predicate.children.length > 0 && predicate.children.every((child) => isRestricted(child, columns))
    case 'unknown':
      return false
    case 'is-null':
      return !predicate.negated && columns.has(predicate.column)
    default:
      return columns.has(predicate.column)
  }
}
