import { parseDeclaredType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { quoteName } from '../../../engine/quote.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { writePacked } from '../compression/write-packed.ts'
import type { HiveFormat } from './hive-format.ts'
import { hiveTextSql } from './hive-text-sql.ts'

/** Writes the rows of `sql` as Hive's LazySimpleSerDe does; answers with their number. */
export async function writeHive(
  { path, columns, format }: { readonly path: string; readonly columns: readonly Column[]; readonly format: HiveFormat },
  sql: string,
  context: Pick<FilesContext, 'exportText'>,
): Promise<number> {
  const names = columns.map(({ name }) => quoteName(name))
  const fields = columns.map(({ type }, index) => hiveTextSql(names[index] ?? '', parseDeclaredType(type), format))
  const line = [...fields.flatMap((field, index) => (index === 0 ? [field] : [`chr(${format.separators[0]})`, field])), 'chr(10)']
  return await writePacked(
    path,
    format.compression,
    [`SELECT ${line.join(' || ')} FROM (${sql}) AS row_values(${names.join(', ')})`],
    context,
  )
}
