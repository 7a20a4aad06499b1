import type { PartitionValues, RemovedFiles, TableFile } from './table-files.ts'

// Apart from the schemas: workers use it, and do without their library.
/** Whether a file of the partition is one of those that are chosen. */
export const isOfPartition = (partition: PartitionValues | undefined, choice: PartitionValues): boolean =>
  Object.entries(choice).every(([column, value]) => partition?.[column] === value)

/** What of the files is taken away. */
export function filesToRemove(files: readonly TableFile[], removed: RemovedFiles): readonly TableFile[] {
  if (typeof removed === 'string') return removed === 'all' ? files : []
  if ('partitions' in removed) return files.filter(({ partition }) => removed.partitions.some((choice) => isOfPartition(partition, choice)))
  const names = new Set(removed.files)
  return files.filter(({ name }) => names.has(name))
}
