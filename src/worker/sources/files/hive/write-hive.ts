import { type DeclaredType, parseDeclaredType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { quoteName, quoteText } from '../../../engine/quote.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { writePacked } from '../compression/write-packed.ts'
import type { HiveFormat } from './hive-format.ts'
import { hiveTextSql } from './hive-text-sql.ts'

/** Writes the rows of `sql` as Hive's LazySimpleSerDe or OpenCSVSerde does; answers with their number. */
export async function writeHive(
  { path, columns, format }: { readonly path: string; readonly columns: readonly Column[]; readonly format: HiveFormat },
  sql: string,
  context: Pick<FilesContext, 'exportText'>,
): Promise<number> {
  const names = columns.map(({ name }) => quoteName(name))
  const separator = format.opencsv === undefined ? `chr(${format.separators[0]})` : quoteText(format.opencsv.separator)
  const fields = columns.map(({ type }, index) => fieldSql(names[index] ?? '', parseDeclaredType(type), format))
  const line = [...fields.flatMap((field, index) => (index === 0 ? [field] : [separator, field])), 'chr(10)']
  return await writePacked(
    path,
    format.compression,
    [`SELECT ${line.join(' || ')} FROM (${sql}) AS row_values(${names.join(', ')})`],
    context,
  )
}

function fieldSql(name: string, type: DeclaredType, format: HiveFormat): string {
  if (format.opencsv === undefined) return hiveTextSql(name, type, format)
  const { quote, writtenEscape } = format.opencsv
  const signs = [...new Set([quote, writtenEscape])]
  // Those that are written by now stand before no other sign: the escape comes first.
  const escaped = signs.toReversed().reduce((sql, sign) => `replace(${sql}, ${quoteText(sign)}, ${quoteText(writtenEscape + sign)})`, name)
  return `coalesce(${quoteText(quote)} || ${escaped} || ${quoteText(quote)}, '')`
}
