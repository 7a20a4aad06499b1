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

/** Choices of the same columns are looked up, not gone through: there may be as many as there are files. */
export function isOfSome(choices: readonly PartitionValues[]): (file: Pick<TableFile, 'partition'>) => boolean {
  const byColumns = new Map<string, { readonly columns: readonly string[]; readonly values: Set<string> }>()
  for (const choice of choices) {
    const columns = Object.keys(choice).toSorted()
    const key = JSON.stringify(columns)
    const same = byColumns.get(key) ?? { columns, values: new Set<string>() }
    byColumns.set(key, same)
    same.values.add(JSON.stringify(columns.map((column) => choice[column])))
  }
  const groups = [...byColumns.values()]
  return ({ partition }) => groups.some(({ columns, values }) => values.has(JSON.stringify(columns.map((column) => partition?.[column]))))
}
