import { CausewayError } from '../../../../base/errors.ts'
import { someType } from '../../../../base/some-type.ts'
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import type { DataFiles } from '../data-files.ts'
import { shownFile } from '../shown-file.ts'
import { AvroFile } from './avro-file.ts'
import { rootRecord } from './root-record.ts'
import { sparkTypeOfAvro } from './spark-type-of-avro.ts'

/** The columns of the first file, as Spark has them. */
export async function avroColumns(files: DataFiles, place: string, signal: AbortSignal): Promise<readonly Column[]> {
  const [path = ''] = files.paths
  const shown = shownFile(path, files, place)
  const { schema } = await new AvroFile(path, shown, () => signal.throwIfAborted()).header()
  return rootRecord(schema, shown).fields.map(({ name, type }) => {
    const sparkType = sparkTypeOfAvro(type, name, shown)
    if (hasVoid(sparkType))
      throw new CausewayError('not-supported', `Column "${name}" of ${shown} has a part that is NULL only, which is not supported`, {
        hint: 'Name the other columns and their types in CREATE TABLE.',
      })
    return { name, type: sparkTypeName(sparkType) }
  })
}

const hasVoid = (type: SparkType): boolean => someType(type, ({ kind }) => kind === 'void')
