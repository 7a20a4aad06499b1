import type { TableFile } from '../../protocol/table-files.ts'

/** A smaller file is put together with others. */
export const SMALL_BYTES = 32 << 20
/** So much is written anew at once, in one version. */
const BIN_BYTES = 256 << 20

/**
 * The small files that are worth being written anew, in bins: those of a partition go together, where there are several and they have rows. A partition that is empty keeps
 * the files which say that it is there.
 */
export function smallFiles(files: readonly TableFile[]): readonly (readonly TableFile[])[] {
  const groups = new Map<string, TableFile[]>()
  for (const file of files) {
    if (file.bytes >= SMALL_BYTES) continue
    const key = JSON.stringify(Object.entries(file.partition ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  const bins: TableFile[][] = []
  let bytes = 0
  for (const group of groups.values()) {
    if (group.length < 2 || group.every(({ rowCount }) => rowCount === 0)) continue
    for (const pieces of inPieces(group)) {
      const size = pieces.reduce((sum, file) => sum + file.bytes, 0)
      const last = bins.at(-1)
      if (last !== undefined && bytes + size <= BIN_BYTES) {
        last.push(...pieces)
        bytes += size
      } else {
        bins.push([...pieces])
        bytes = size
      }
    }
  }
  return bins
}

/** Of a partition with more than a bin takes: each piece is of several files, but for what is left over. */
function inPieces(group: readonly TableFile[]): readonly (readonly TableFile[])[] {
  const pieces: TableFile[][] = [[]]
  let bytes = 0
  for (const file of group) {
    if (bytes + file.bytes > BIN_BYTES) {
      pieces.push([])
      bytes = 0
    }
    pieces.at(-1)?.push(file)
    bytes += file.bytes
  }
  return pieces.filter((piece) => piece.length > 1)
}
