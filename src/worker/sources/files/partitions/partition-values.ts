import { CausewayError } from '../../../../base/errors.ts'
import { JAVA_DOUBLE_FORM } from '../../../../base/java/java-double-form.ts'
import { parseSparkType, type SparkType } from '../../../../base/spark-type.ts'
import { partitionsOf } from '../../../../protocol/partition-folder.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import type { DataFiles } from '../data-files.ts'
import { belowBase } from './partition-columns.ts'

/** @throws CausewayError for a folder whose name's value is none of its column's type, where Spark stops as well. A text that is no date is NULL in both. */
export function checkPartitionValues(files: DataFiles, columns: readonly Column[], shown: string): void {
  const typed = columns.map(({ name, type }) => ({ name, type: parseSparkType(type) })).filter(({ type }) => isChecked(type))
  if (typed.length === 0) return
  const seen = new Set<string>()
  for (const path of files.paths) {
    for (const [folder, value] of partitionsOf(belowBase(path, files))) {
      const column = typed.find(({ name }) => name.toLowerCase() === folder.toLowerCase())
      if (column === undefined || value === null || seen.has(`${folder}=${value}`)) continue
      seen.add(`${folder}=${value}`)
      if (isOfType(value, column.type)) continue
      throw new CausewayError('invalid-parameter', `The folder ${folder}=${value.slice(0, 60)} in ${shown} is no ${column.type.kind}`, {
        hint: `Name the column ${column.name} as STRING, or leave it out of the list: its type is found then.`,
      })
    }
  }
}

const isChecked = ({ kind }: SparkType): boolean =>
  kind === 'boolean' || kind === 'float' || kind === 'double' || kind === 'decimal' || INTEGER_BITS.has(kind)

const INTEGER_BITS: ReadonlyMap<SparkType['kind'], number> = new Map([
  ['tinyint', 8],
  ['smallint', 16],
  ['int', 32],
  ['bigint', 64],
])

function isOfType(text: string, { kind }: SparkType): boolean {
  const bits = INTEGER_BITS.get(kind)
  if (bits !== undefined)
    return /^[+-]?\d{1,40}$/.test(text) && BigInt.asIntN(bits, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''))
  if (kind === 'boolean') return /^(true|false)$/i.test(text)
  return kind === 'decimal' ? /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,10})?$/.test(text.trim()) : JAVA_DOUBLE_FORM.test(text)
}
