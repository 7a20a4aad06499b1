import { parseSparkType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { isPlainKind, type StreamColumn } from '../../../engine/stream-column.ts'

/** A column as conditions are read that may leave out files. */
export function plannedColumn({ name, type }: Column): StreamColumn {
  const parsed = parseSparkType(type)
  return { name, value: isPlainKind(parsed) ? parsed : { kind: 'nested', type: parsed } }
}
