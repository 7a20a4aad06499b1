import type { DataFiles } from '../data-files.ts'
import { folderValues, type PartitionColumn } from '../partitions/partition-columns.ts'
import type { CandidateFile } from './choose-files.ts'

/** What a name writes with a % is read by the engine, and by nobody before it. */
export function candidatesAtLocation(files: DataFiles, partitions: readonly PartitionColumn[]): readonly CandidateFile[] {
  return files.paths.map((path): CandidateFile => {
    const values = folderValues(path, files)
    const partition = partitions.flatMap(({ name, folderName }) => {
      const value = values.get(folderName.toLowerCase())
      return value === undefined || path.includes('%') ? [] : [[name, value] as const]
    })
    return { path, partition: Object.fromEntries(partition) }
  })
}
