/** How Spark and Hive name the folder of NULL, and of an empty text, which is read as NULL again; as this text is. */
export const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__'

/** Characters that Hive writes as %XX in the name of a folder, besides those below a space. */
const ESCAPED: ReadonlySet<string> = new Set(['"', '#', '%', "'", '*', '/', ':', '=', '?', '\\', '\u007f', '{', '[', ']', '^'])

/** A folder for a value of a partition column, as Spark names it. */
export const partitionFolder = (column: string, value: string | null): string =>
  `${escaped(column)}=${value === null || value === '' ? NULL_PARTITION : escaped(value)}`

const escaped = (text: string): string =>
  Array.from(text, (character) => (character < ' ' || ESCAPED.has(character) ? `%${hexOf(character)}` : character)).join('')

export const hexOf = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')

/** The columns and values that the folders between a table's own and a file say; null is NULL. */
export const partitionsOf = (relativePath: string): readonly (readonly [column: string, value: string | null])[] =>
  writtenPartitionsOf(relativePath).map(([column, written]) => {
    const value = unescaped(written)
    return [column, value === NULL_PARTITION ? null : value] as const
  })

/** The same with the values as the folders write them: a type of numbers and days is found by that. */
export function writtenPartitionsOf(relativePath: string): readonly (readonly [column: string, written: string])[] {
  return relativePath
    .split('/')
    .slice(0, -1)
    .flatMap((folder) => {
      const at = folder.indexOf('=')
      return at <= 0 ? [] : [[unescaped(folder.slice(0, at)), folder.slice(at + 1)] as const]
    })
}

/** What a folder's name means by %XX. */
export const unescaped = (text: string): string =>
  text.replaceAll(/%([0-9a-fA-F]{2})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
