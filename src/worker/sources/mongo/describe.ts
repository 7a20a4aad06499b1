import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import { isDocumentType } from '../shared/record-stores/document-type.ts'
import type { DescribedTable, NewTable } from '../shared/source.ts'
import { readSource } from './read-source.ts'

/** The given columns, of types that a value of a document can be read as. */
export async function describeMongo({ source, columns, partitionedBy }: NewTable): Promise<DescribedTable> {
  readSource(source)
  if (partitionedBy !== undefined) throw new CausewayError('not-supported', 'A table USING MONGO has no PARTITIONED BY')
  if (columns === undefined) {
    throw new CausewayError('sql-semantics', 'A table USING MONGO needs a column list', {
      hint: 'Write CREATE TABLE t (_id STRING, name STRING, age INT) USING MONGO …: the fields of its documents are not looked at.',
    })
  }
  for (const { name, type } of columns) {
    if (isDocumentType(parseSparkType(type))) continue
    throw new CausewayError('not-supported', `The column ${name} of a MongoDB table cannot be of the type ${type}`, {
      hint: 'There are numbers, strings, booleans, dates, timestamps, binaries, and arrays, structs and maps by strings of them.',
    })
  }
  return { columns, partitionedBy: undefined }
}
