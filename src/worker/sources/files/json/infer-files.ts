import { sparkTypeName } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import type { DataFiles } from '../data-files.ts'
import type { FileFormat } from '../file-format.ts'
import { readBytes } from '../read-bytes.ts'
import { RECORD_BYTES_MAX } from '../record-bytes.ts'
import { RecordSplitter } from '../record-splitter.ts'
import { shownFile } from '../shown-file.ts'
import { RecordInference } from './infer-records.ts'
import { nextRecord, recordEnds } from './record-ends.ts'

/** The columns of JSON files, of which each record is looked at. */
export async function inferJsonFiles(
  files: DataFiles,
  { options, inference }: Extract<FileFormat, { kind: 'json' }>,
  shown: string,
  signal: AbortSignal,
  recordBytesMax = RECORD_BYTES_MAX,
): Promise<readonly Column[]> {
  const records = new RecordInference(options, inference)
  const splitter = new RecordSplitter(recordEnds(options), recordBytesMax)
  for (const path of files.paths) {
    const file = shownFile(path, files, shown)
    let line = 0
    const takeAll = (): void => {
      while (nextRecord(splitter, file, options.multiLine ? undefined : line + 1)) {
        line += 1
        records.add(splitter, { file, line: options.multiLine ? undefined : line })
      }
    }
    splitter.beginFile()
    for await (const bytes of readBytes(path, file, { signal })) {
      splitter.feed(bytes, 0, bytes.length)
      takeAll()
    }
    splitter.endFile()
    takeAll()
  }
  return records.fields().map(({ name, type }) => ({ name, type: sparkTypeName(type) }))
}
