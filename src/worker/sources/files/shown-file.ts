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
export const inputFileName = (path: string, files: Pick<DataFiles, 'root' | 'placed'>, shown: string): string =>
  uriText(shownFile(path, files, shown))

/** The same of a file that is shown so. */
export function uriText(shown: string): string {
  const [, place = '', key = ''] = /^([a-z0-9]+:(?:\/\/[^/]*)?)(.*)$/is.exec(shown) ?? []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are written in percent.
  return `${place}${key.replaceAll(/[\x00-\x20"#%<>?[\\\]^`{|}\x7F-\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g, percent)}`
}

const percent = (sign: string): string =>
  [...Buffer.from(sign)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
