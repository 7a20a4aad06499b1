import type { SparkType } from '../../../base/spark-type.ts'
import type { Bound } from '../bound.ts'
import { quoteIdentifier } from '../sql-text.ts'
import { semanticError } from '../syntax-error.ts'

/** A struct of these fields; names may differ in more than case. */
export function structOf(names: readonly string[], bounds: readonly Bound[]): { readonly sql: string; readonly type: SparkType } {
  const seen = new Set<string>()
  for (const field of names) {
    if (seen.has(field.toLowerCase())) throw semanticError(`The struct has two fields ${field}`, 'Give them different names with AS.')
    seen.add(field.toLowerCase())
  }
  const fields = names.map((field, index) => ({ name: field, type: bounds[index]?.type ?? { kind: 'void' as const } }))
  const type: SparkType = { kind: 'struct', fields }
  const sql = `struct_pack(${names.map((field, index) => `${quoteIdentifier(field)} := ${bounds[index]?.sql ?? 'NULL'}`).join(', ')})`
  return { sql, type }
}
