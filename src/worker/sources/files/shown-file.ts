import { statSync } from 'node:fs'
import { FILE_NAME, FILE_SIZE, FILE_TIME } from '../../sql/file-column.ts'
import type { DataFiles } from './data-files.ts'

/** A file as it is named below its table's folder; empty: the table is that one file. */
const fileBelow = (path: string, { root }: Pick<DataFiles, 'root'>): string =>
  path.startsWith(`${root}/`) ? path.slice(root.length + 1) : ''

/** What the user knows a file as, whose table's place is `shown`. */
export function shownFile(path: string, files: Pick<DataFiles, 'root' | 'placed'>, shown: string): string {
  const placed = files.placed?.get(path)
  if (placed !== undefined) return placed.shown
  const below = fileBelow(path, files)
  return below === '' ? shown : `${shown.replace(/\/+$/, '')}/${below}`
}

/** As input_file_name() has it: what Java does not let stand in the path of a URI is written in percent, and letters of other scripts stay. */
const inputFileName = (path: string, files: Pick<DataFiles, 'root' | 'placed'>, shown: string): string =>
  uriText(shownFile(path, files, shown))

/** What a column that says something of files has of one, as a text. `shown`: the table's place. */
export function toldOfFile(column: string, path: string, files: Omit<DataFiles, 'paths' | 'bytes'>, shown: string): string {
  switch (column) {
    case FILE_NAME: {
      const name = inputFileName(path, files, shown)
      return name.slice(name.lastIndexOf('/') + 1)
    }
    case FILE_SIZE:
      return String(files.originals?.get(path)?.bytes ?? files.sizes.get(path) ?? statSync(path).size)
    case FILE_TIME: {
      const original = files.originals?.get(path)?.path ?? path
      // In whole milliseconds, as Spark has it.
      return new Date(Math.floor(files.modifiedAt?.(original) ?? statSync(original).mtimeMs)).toISOString()
    }
    default:
      return inputFileName(path, files, shown)
  }
}

/** The same of a file that is shown so. */
export function uriText(shown: string): string {
  const [, place = '', key = ''] = /^([a-z0-9]+:(?:\/\/[^/]*)?)(.*)$/is.exec(shown) ?? []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are written in percent.
  return `${place}${key.replaceAll(/[\x00-\x20"#%<>?[\\\]^`{|}\x7F-\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g, percent)}`
}

const percent = (sign: string): string =>
  [...Buffer.from(sign)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
