import { TOLD_OF_FILES } from '../../sql/file-column.ts'
import type { DataFiles } from './data-files.ts'
import type { FrameFile } from './file-frames.ts'
import { folderValues, type PartitionColumn } from './partitions/partition-columns.ts'
import { shownFile, toldOfFile } from './shown-file.ts'

/** What the stream says of a file before its bytes. */
export function frameFile(path: string, files: DataFiles, partitions: readonly PartitionColumn[], shown: string): FrameFile {
  const values = folderValues(path, files)
  return {
    shown: shownFile(path, files, shown),
    partitions: Object.fromEntries(
      partitions.map(({ name, folderName }) => [
        name,
        TOLD_OF_FILES.has(name) ? toldOfFile(name, path, files, shown) : (values.get(folderName.toLowerCase()) ?? null),
      ]),
    ),
  }
}
