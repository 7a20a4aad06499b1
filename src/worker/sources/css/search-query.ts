import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { Literal, Predicate } from '../../engine/predicate.ts'
import { ID_COLUMN } from './id-column.ts'
import type { IndexedField, IndexFields } from './index-fields.ts'
import { momentRange } from './moment-range.ts'
import { numberRange } from './number-range.ts'
import type { Range } from './range.ts'
import type { Query } from './user-query.ts'

/** More conditions of one kind are not asked: a server takes 65,536 terms, and fewer clauses. */
const TERMS_MAX = 10_000
const RANGES_MAX = 200
/** Longer terms are in no index. */
const KEYWORD_BYTES_MAX = 32_766
const ID_BYTES_MAX = 512

const NOTHING: Query = { match_none: {} }

interface Asking {
  readonly columns: readonly Column[]
  readonly fields: IndexFields
  /** What a field has not indexed goes for NULL. */
  readonly isStrict: boolean
}

/**
 * What of a condition is asked of the server: the documents that it leaves are at least those of which the condition holds, by the values that they have and not by what of them
 * is indexed. Undefined: nothing.
 */
export function searchQuery(predicate: Predicate, asking: Asking): Query | undefined {
  switch (predicate.kind) {
    case 'unknown':
      return undefined
    case 'and': {
      const asked = predicate.children.map((child) => searchQuery(child, asking)).filter((one) => one !== undefined)
      return asked.length < 2 ? asked[0] : { bool: { filter: asked } }
    }
    case 'or': {
      const asked = predicate.children.map((child) => searchQuery(child, asking))
      return asked.length === 0 || asked.includes(undefined) ? undefined : { bool: { should: asked } }
    }
    default: {
      const column = asking.columns[predicate.column]
      if (column === undefined) return undefined
      return column.name === ID_COLUMN ? idQuery(predicate) : fieldQuery(predicate, column, asking)
    }
  }
}

type Condition = Exclude<Predicate, { kind: 'unknown' | 'and' | 'or' }>

function idQuery(condition: Condition): Query | undefined {
  const values = textsOf(condition)
  return values === undefined || values.some((value) => Buffer.byteLength(value) > ID_BYTES_MAX) ? undefined : { ids: { values } }
}

function fieldQuery(condition: Condition, { name, type }: Column, { fields, isStrict }: Asking): Query | undefined {
  const field = fields.field(name)
  if (field === undefined) return undefined
  const isMissing: Query = { bool: { must_not: [{ exists: { field: field.path } }] } }
  if (condition.kind === 'is-null') {
    if (!condition.negated) return isMissing
    return isStrict ? { exists: { field: field.path } } : undefined
  }
  const asked = conditionQuery(condition, field, type)
  // A value may be too long or malformed to be indexed, or older than its mapping.
  return asked === undefined || isStrict ? asked : { bool: { should: [asked, isMissing] } }
}

function conditionQuery(condition: Exclude<Condition, { kind: 'is-null' }>, field: IndexedField, typeName: string): Query | undefined {
  const type = parseSparkType(typeName)
  switch (field.kind) {
    case 'keyword':
      return type.kind === 'string' ? keywordQuery(condition, field) : undefined
    case 'boolean':
      return type.kind === 'boolean' && condition.kind === 'truth' ? { term: { [field.path]: condition.value } } : undefined
    case 'date': {
      const { kind } = type
      if (kind !== 'date' && kind !== 'timestamp') return undefined
      return rangesQuery(condition, field.path, (low, high) => momentRange(low, high, kind))
    }
    default: {
      const { kind } = field
      return rangesQuery(condition, field.path, (low, high) => numberRange(low, high, type, kind))
    }
  }
}

function keywordQuery(condition: Exclude<Condition, { kind: 'is-null' }>, { path, isOrdered }: IndexedField): Query | undefined {
  const texts = textsOf(condition)
  if (texts !== undefined) return texts.some((text) => isOfNumber(text) || isOfList(text)) ? undefined : { terms: { [path]: texts } }
  if (!isOrdered) return undefined
  if (condition.kind === 'prefix') {
    const { prefix } = condition
    return isOrderedText(prefix) && !isOfList(prefix) ? { prefix: { [path]: prefix } } : undefined
  }
  const [low, high] = boundsOf(condition) ?? []
  if (low === undefined && high === undefined) return undefined
  const bounds = [low, high].map((literal) => (literal?.kind === 'text' && isOrderedText(literal.value) ? literal.value : undefined))
  if ((low !== undefined && bounds[0] === undefined) || (high !== undefined && bounds[1] === undefined)) return undefined
  if (!isBesideLists(bounds[0], bounds[1])) return undefined
  return rangeQuery(path, {
    ...(bounds[0] === undefined ? {} : { low: bounds[0] }),
    ...(bounds[1] === undefined ? {} : { high: bounds[1] }),
  })
}

/** A number that is no whole one is indexed as it stands in the document, and read in one form. */
const isOfNumber = (text: string): boolean => /^-?\d/.test(text) && /[.e]/i.test(text)

/** What the text of a list begins with, and that of nothing else that is indexed as it is read. */
const LIST = '['

/** A list is indexed by what is in it, and read as its JSON. */
const isOfList = (text: string): boolean => text.startsWith(LIST)

/** No list is between the two, whatever is in it: by what it is indexed as, it could be missed. */
const isBesideLists = (low: string | undefined, high: string | undefined): boolean =>
  (low !== undefined && low > LIST && !isOfList(low)) || (high !== undefined && high < LIST)

/** What such a number is indexed as, and read as, are on the same side of it. */
const isOrderedText = (text: string): boolean => isTerm(text) && text !== '' && !/^[-\d]/.test(text)

const isTerm = (text: string): boolean => text.isWellFormed() && Buffer.byteLength(text) <= KEYWORD_BYTES_MAX

/** The texts of which a value is one. */
function textsOf(condition: Condition): readonly string[] | undefined {
  const literals = valuesOf(condition)
  if (literals === undefined || literals.length > TERMS_MAX) return undefined
  const texts = literals.flatMap((literal) => (literal.kind === 'text' && isTerm(literal.value) ? [literal.value] : []))
  return texts.length === literals.length ? texts : undefined
}

function valuesOf(condition: Condition): readonly Literal[] | undefined {
  if (condition.kind === 'in') return condition.literals
  return condition.kind === 'comparison' && condition.operator === '=' ? [condition.literal] : undefined
}

/** Of comparisons but = and <>; a bound is taken to be in. */
function boundsOf(condition: Condition): readonly [low: Literal | undefined, high: Literal | undefined] | undefined {
  if (condition.kind === 'between') return [condition.low, condition.high]
  if (condition.kind !== 'comparison') return undefined
  switch (condition.operator) {
    case '<':
    case '<=':
      return [undefined, condition.literal]
    case '>':
    case '>=':
      return [condition.literal, undefined]
    case '=':
    case '<>':
      return undefined
  }
}

/** @param rangeOf what is indexed of values between two; undefined: that is not certain */
function rangesQuery(
  condition: Condition,
  path: string,
  rangeOf: (low: Literal | undefined, high: Literal | undefined) => Range | undefined,
): Query | undefined {
  const values = valuesOf(condition)
  if (values !== undefined) {
    const ranges = values.length > RANGES_MAX ? [undefined] : values.map((value) => rangeOf(value, value))
    const queries = ranges.map((range) => (range === undefined ? undefined : rangeQuery(path, range)))
    return queries.includes(undefined) ? undefined : queries.length === 1 ? queries[0] : { bool: { should: queries } }
  }
  const [low, high] = boundsOf(condition) ?? []
  if (low === undefined && high === undefined) return undefined
  const range = rangeOf(low, high)
  return range === undefined ? undefined : rangeQuery(path, range)
}

function rangeQuery(path: string, range: Range): Query {
  if (range === 'nothing') return NOTHING
  const { low, high, format } = range
  const bounds = { ...(low === undefined ? {} : { gte: low }), ...(high === undefined ? {} : { lte: high }) }
  return { range: { [path]: { ...bounds, ...(format === undefined ? {} : { format }) } } }
}
