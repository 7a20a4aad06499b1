import { parseSparkType } from '../../base/spark-type.ts'
import type { Column } from '../../protocol/table-definition.ts'
import { text } from './bound/template.ts'
import { quoteIdentifier } from './dialect/quote.ts'
import type { TextOptions } from './functions/structured-text/text-options.ts'
import { objectText } from './functions/structured-text/to-json.ts'
import { printAlone } from './render/duckdb/query.ts'

/** Engine text of the JSON object of a row with these columns, as a file has it. */
export const jsonRowText = (
  columns: readonly Column[],
  options: Pick<TextOptions, 'dateFormat' | 'timestampFormat' | 'ignoreNullFields'>,
): string =>
  printAlone(
    objectText(
      columns.map(({ name, type }) => ({ name, type: parseSparkType(type), value: text(quoteIdentifier(name)) })),
      { ...options, keepsMicroseconds: true },
    ),
  )
