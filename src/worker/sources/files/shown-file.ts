import type { DataFiles } from './data-files.ts'

/** A file as it is named below its table's folder; empty: the table is that one file. */
const fileBelow = (path: string, { root }: Pick<DataFiles, 'root'>): string =>
  path.startsWith(`${root}/`) ? path.slice(root.length + 1) : ''

/** What the user knows a file as, whose table's place is `shown`. */
export function shownFile(path: string, files: Pick<DataFiles, 'root'>, shown: string): string {
  const below = fileBelow(path, files)
  return below === '' ? shown : `${shown.replace(/\/+$/, '')}/${below}`
}
