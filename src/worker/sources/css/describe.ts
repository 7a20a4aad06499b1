import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import { isDocumentType } from '../shared/record-stores/document-type.ts'
import type { DescribedTable, NewTable } from '../shared/source.ts'
import { ID_COLUMN } from './id-column.ts'
import { readSource } from './read-source.ts'

/** The given columns, of types that a value of a document can be read as. */
export async function describeCss({ source, columns, partitionedBy }: NewTable): Promise<DescribedTable> {
  const { options } = readSource(source)
  if (partitionedBy !== undefined) throw new CausewayError('not-supported', 'A table USING CSS has no PARTITIONED BY')
  if (columns === undefined) {
    throw new CausewayError('sql-semantics', 'A table USING CSS needs a column list', {
      hint: 'Write CREATE TABLE t (name STRING, age INT) USING CSS …: the mapping of its index is not looked at.',
    })
  }
  for (const { name, type } of columns) {
    if (name === ID_COLUMN && type !== 'string')
      throw new CausewayError('sql-semantics', `The column ${ID_COLUMN} of a CSS table is the id of a document, and so a STRING`)
    if (isDocumentType(parseSparkType(type))) continue
    throw new CausewayError('not-supported', `The column ${name} of a CSS table cannot be of the type ${type}`, {
      hint: 'There are numbers, strings, booleans, dates, timestamps, binaries, and arrays, structs and maps by strings of them.',
    })
  }
  const id = options['es.mapping.id']
  if (id !== undefined && !columns.some(({ name }) => name.toLowerCase() === id.toLowerCase()))
    throw new CausewayError('sql-semantics', `The option es.mapping.id names ${id}, which is no column of the table`)
  if (id !== undefined && columns.some(({ name }) => name === ID_COLUMN) && id !== ID_COLUMN)
    throw new CausewayError('sql-semantics', `The column ${ID_COLUMN} and the option es.mapping.id of a CSS table exclude each other`)
  return { columns, partitionedBy: undefined }
}
