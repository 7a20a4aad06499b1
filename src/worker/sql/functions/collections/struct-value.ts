import type { SparkType } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { fragment, joined, template } from '../../bound/template.ts'
import { quoteIdentifier } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'

/** A struct of these fields; names may differ in more than case. */
export function structOf(
  names: readonly string[],
  bounds: readonly Pick<Bound, 'sql' | 'type'>[],
): { readonly sql: Sql; readonly type: SparkType } {
  if (names.length === 0) throw semanticError('A struct has at least one field; struct() has none')
  const seen = new Set<string>()
  for (const field of names) {
    if (seen.has(field.toLowerCase())) throw semanticError(`The struct has two fields ${field}`, 'Give them different names with AS.')
    seen.add(field.toLowerCase())
  }
  const fields = names.map((field, index) => ({ name: field, type: bounds[index]?.type ?? { kind: 'void' as const } }))
  const type: SparkType = { kind: 'struct', fields }
  const sql = template`struct_pack(${joined(
    names.map((field, index) => fragment`${quoteIdentifier(field)} := ${bounds[index]}`),
    ', ',
  )})`
  return { sql, type }
}
