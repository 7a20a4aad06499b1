import { INPUT_FILE } from '../../sql/file-column.ts'
import type { DataFiles } from './data-files.ts'
import type { FrameFile } from './file-frames.ts'
import { folderValues, type PartitionColumn } from './partitions/partition-columns.ts'
import { inputFileName, shownFile } from './shown-file.ts'

/** What the stream says of a file before its bytes. */
export function frameFile(path: string, files: DataFiles, partitions: readonly PartitionColumn[], shown: string): FrameFile {
  const values = folderValues(path, files)
  return {
    shown: shownFile(path, files, shown),
    partitions: Object.fromEntries(
      partitions.map(({ name, folderName }) => [
        name,
        name === INPUT_FILE ? inputFileName(path, files, shown) : (values.get(folderName.toLowerCase()) ?? null),
      ]),
    ),
  }
}
