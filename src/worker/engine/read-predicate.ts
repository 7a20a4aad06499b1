import { isFields } from '../../base/fields.ts'
import { lookup } from '../../base/lookup.ts'
import { JsonNumber } from './exact-json.ts'
import { type ComparisonOperator, type Literal, type Predicate, UNKNOWN } from './predicate.ts'
import type { ValueKind } from './stream-column.ts'
import type { StreamDefinition } from './stream-scans.ts'

type Tree = Readonly<Record<string, unknown>>

const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = lookup({
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
})

/** The WHERE clause of a serialized `SELECT 1 WHERE …` whose columns are those of the scan. What is not recognised becomes unknown. */
export function readPredicate(statement: unknown, scan: StreamDefinition): Predicate {
  const where = path(statement, 'statements', 0, 'node', 'where_clause')
  return isFields(where) ? predicateOf(where, scan) : UNKNOWN
}

/** The rows that the statement's one LIMIT (with its OFFSET) reads; undefined when there is none, or several, or it is not a constant. */
export function findLimit(statement: unknown): number | undefined {
  const modifiers = findModifiers(statement)
  const [modifier] = modifiers
  if (modifier === undefined || modifiers.length > 1) return undefined
  const limit = countOf(modifier['limit'])
  const offset = modifier['offset'] === null ? 0 : countOf(modifier['offset'])
  return limit === undefined || offset === undefined ? undefined : limit + offset
}

function findModifiers(tree: unknown): Tree[] {
  if (Array.isArray(tree)) return tree.flatMap(findModifiers)
  if (!isFields(tree) || tree instanceof JsonNumber) return []
  const below = Object.values(tree).flatMap(findModifiers)
  return typeof tree['type'] === 'string' && tree['type'].startsWith('LIMIT') ? [tree, ...below] : below
}

function countOf(tree: unknown): number | undefined {
  const literal = isFields(tree) ? literalOf(tree) : undefined
  const count = literal?.kind === 'number' ? Number(literal.text) : Number.NaN
  return Number.isSafeInteger(count) && count >= 0 && count < 1_000_000_000 ? count : undefined
}

function predicateOf(tree: Tree, scan: StreamDefinition): Predicate {
  switch (tree['class']) {
    case 'CONJUNCTION':
      return {
        kind: tree['type'] === 'CONJUNCTION_AND' ? 'and' : 'or',
        children: childrenOf(tree).map((child) => predicateOf(child, scan)),
      }
    case 'COMPARISON':
      return comparisonOf(tree, scan)
    case 'BETWEEN':
      return betweenOf(tree, scan)
    case 'OPERATOR':
      return operatorOf(tree, scan)
    case 'FUNCTION':
      return prefixOf(tree, scan)
    case 'COLUMN_REF':
      return truthOf(tree, true, scan)
    default:
      return UNKNOWN
  }
}

function comparisonOf(tree: Tree, scan: StreamDefinition): Predicate {
  const operator = COMPARISONS[String(tree['type'])]
  const column = columnOf(tree['left'], scan)
  const literal = isFields(tree['right']) ? literalOf(tree['right']) : undefined
  if (operator === undefined || column === undefined || literal === undefined) return UNKNOWN
  return { kind: 'comparison', column, operator, literal }
}

function betweenOf(tree: Tree, scan: StreamDefinition): Predicate {
  if (tree['type'] !== 'COMPARE_BETWEEN') return UNKNOWN
  const column = columnOf(tree['input'], scan)
  const low = isFields(tree['lower']) ? literalOf(tree['lower']) : undefined
  const high = isFields(tree['upper']) ? literalOf(tree['upper']) : undefined
  return column === undefined || low === undefined || high === undefined ? UNKNOWN : { kind: 'between', column, low, high }
}

function operatorOf(tree: Tree, scan: StreamDefinition): Predicate {
  const [first, ...others] = childrenOf(tree)
  if (first === undefined) return UNKNOWN
  const column = columnOf(first, scan)
  if (column === undefined) return UNKNOWN
  switch (tree['type']) {
    case 'OPERATOR_IS_NULL':
      return { kind: 'is-null', column, negated: false }
    case 'OPERATOR_IS_NOT_NULL':
      return { kind: 'is-null', column, negated: true }
    case 'OPERATOR_NOT':
      return truthOf(first, false, scan)
    case 'COMPARE_IN': {
      // A NULL in the list makes no row match that would not match without it.
      const literals = others.filter((other) => !isNullConstant(other)).map(literalOf)
      if (literals.length === 0 || literals.some((literal) => literal === undefined)) return UNKNOWN
      return { kind: 'in', column, literals: literals.filter((literal) => literal !== undefined) }
    }
    default:
      return UNKNOWN
  }
}

function prefixOf(tree: Tree, scan: StreamDefinition): Predicate {
  const [input, prefix, ...others] = childrenOf(tree)
  if (tree['function_name'] !== 'prefix' || others.length > 0) return UNKNOWN
  const column = columnOf(input, scan)
  const literal = prefix === undefined ? undefined : literalOf(prefix)
  return column === undefined || literal?.kind !== 'text' ? UNKNOWN : { kind: 'prefix', column, prefix: literal.value }
}

function truthOf(tree: Tree, value: boolean, scan: StreamDefinition): Predicate {
  const column = columnOf(tree, scan)
  return column !== undefined && scan.columns[column]?.value.kind === 'boolean' ? { kind: 'truth', column, value } : UNKNOWN
}

/** A column of the scan by its neutral name, also behind a cast that keeps every value as it is. */
function columnOf(tree: unknown, scan: StreamDefinition): number | undefined {
  if (!isFields(tree)) return undefined
  if (tree['class'] === 'CAST' && tree['try_cast'] === false) {
    const column = columnOf(tree['child'], scan)
    const value = column === undefined ? undefined : scan.columns[column]?.value
    return value !== undefined && isFields(tree['cast_type']) && isWidening(value, tree['cast_type']) ? column : undefined
  }
  const names = tree['column_names']
  if (tree['class'] !== 'COLUMN_REF' || !Array.isArray(names) || names.length !== 1) return undefined
  const index = scan.columnNames.indexOf(String(names[0]))
  return index < 0 ? undefined : index
}

const INTEGER_DIGITS: Readonly<Record<string, number>> = lookup({ smallint: 5, int: 10, bigint: 19 })
const INTEGER_TYPE_DIGITS: Readonly<Record<string, number>> = lookup({ SMALLINT: 5, INTEGER: 10, BIGINT: 19, HUGEINT: 38 })

function isWidening(value: ValueKind, type: Tree): boolean {
  const digits = value.kind === 'decimal' ? value.precision - value.scale : INTEGER_DIGITS[value.kind]
  const scale = value.kind === 'decimal' ? value.scale : 0
  if (digits === undefined) return false
  if (type['id'] === 'DECIMAL') {
    const info = type['type_info']
    if (!isFields(info)) return false
    const typeScale = integerOf(info['scale'])
    return typeScale >= scale && integerOf(info['width']) - typeScale >= digits
  }
  return scale === 0 && (INTEGER_TYPE_DIGITS[String(type['id'])] ?? 0) >= digits
}

function literalOf(tree: Tree): Literal | undefined {
  if (tree['class'] === 'CAST') return castLiteralOf(tree)
  const constant = tree['value']
  if (tree['class'] !== 'CONSTANT' || !isFields(constant) || constant['is_null'] !== false) return undefined
  const type = isFields(constant['type']) ? constant['type'] : {}
  const { value } = constant
  switch (type['id']) {
    case 'VARCHAR':
      return typeof value === 'string' ? { kind: 'text', value } : undefined
    case 'BOOLEAN':
      return typeof value === 'boolean' ? { kind: 'boolean', value } : undefined
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
      return value instanceof JsonNumber ? { kind: 'number', text: value.text } : undefined
    case 'DOUBLE':
      return value instanceof JsonNumber && Number.isFinite(Number(value.text)) ? { kind: 'number', text: value.text } : undefined
    case 'DECIMAL':
      return decimalOf(value, integerOf(isFields(type['type_info']) ? type['type_info']['scale'] : undefined))
    default:
      return undefined
  }
}

/** 'text'::DATE, 'text'::TIMESTAMP, and booleans, which come as casts of 't' and 'f'. */
function castLiteralOf(tree: Tree): Literal | undefined {
  const inner = isFields(tree['child']) ? literalOf(tree['child']) : undefined
  const type = isFields(tree['cast_type']) ? tree['cast_type']['id'] : undefined
  if (inner?.kind !== 'text') return undefined
  if (type === 'DATE' && /^\d{4,6}-\d\d-\d\d( \(BC\))?$/.test(inner.value)) return { kind: 'date', text: inner.value }
  if (type === 'TIMESTAMP' && /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?( \(BC\))?$/.test(inner.value)) {
    return { kind: 'timestamp', text: inner.value }
  }
  if (type === 'BOOLEAN' && (inner.value === 't' || inner.value === 'f')) return { kind: 'boolean', value: inner.value === 't' }
  return undefined
}

function decimalOf(value: unknown, scale: number): Literal | undefined {
  const unscaled = unscaledOf(value)
  if (unscaled === undefined || Number.isNaN(scale)) return undefined
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const point = digits.length - scale
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return { kind: 'number', text: unscaled < 0n ? `-${text}` : text }
}

function unscaledOf(value: unknown): bigint | undefined {
  if (value instanceof JsonNumber) return /^-?\d+$/.test(value.text) ? BigInt(value.text) : undefined
  if (!isFields(value)) return undefined
  const upper = value['upper']
  const lower = value['lower']
  if (!(upper instanceof JsonNumber) || !(lower instanceof JsonNumber)) return undefined
  return (BigInt(upper.text) << 64n) + BigInt(lower.text)
}

const isNullConstant = (tree: Tree): boolean => tree['class'] === 'CONSTANT' && isFields(tree['value']) && tree['value']['is_null'] === true

const integerOf = (value: unknown): number => (value instanceof JsonNumber ? Number(value.text) : Number.NaN)

const childrenOf = (tree: Tree): Tree[] => (Array.isArray(tree['children']) ? tree['children'].filter(isFields) : [])

function path(tree: unknown, ...steps: readonly (string | number)[]): unknown {
  let at = tree
  for (const step of steps) at = isFields(at) ? at[step] : undefined
  return at
}
