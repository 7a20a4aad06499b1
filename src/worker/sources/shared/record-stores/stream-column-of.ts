import { parseSparkType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { isPlainKind, type StreamColumn } from '../../../engine/stream-column.ts'

/** A column of records that have no types of their own: of any type that the table gives it. */
export function streamColumn({ name, type: text }: Column): StreamColumn {
  const type = parseSparkType(text)
  return { name, value: isPlainKind(type) ? type : { kind: 'nested', type } }
}
