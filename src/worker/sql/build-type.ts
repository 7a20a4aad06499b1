import type { DataTypeContext } from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { parseSparkType, type SparkType } from '../../base/spark-type.ts'
import { notSupported } from './syntax-error.ts'

/** Throws sql-semantics for a name that is no Spark type, not-supported for one that Causeway does not have. */
export function buildType(context: DataTypeContext): SparkType {
  return parseSparkType(typeText(context))
}

function typeText(context: DataTypeContext): string {
  if (context._complex == null || context._complex === undefined) {
    const text = context.getText()
    if (/^timestamp_ntz$/i.test(text)) throw notSupported('The type timestamp_ntz', 'Use timestamp.')
    return text
  }
  const inner = context.dataType().map(typeText)
  const kind = context._complex.text?.toLowerCase() ?? ''
  if (kind !== 'struct') return `${kind}<${inner.join(',')}>`
  const fields = context.complexColType()?.map((field) => `${field.identifier().getText()}:${typeText(field.dataType())}`) ?? []
  return `struct<${fields.join(',')}>`
}
