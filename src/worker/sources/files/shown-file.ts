import { basename } from 'node:path'
import type { DataFiles } from './data-files.ts'

/** A file as it is named below its table's folder. */
export const shownFile = (path: string, { root }: Pick<DataFiles, 'root'>): string =>
  path.startsWith(`${root}/`) ? path.slice(root.length + 1) : basename(path)
