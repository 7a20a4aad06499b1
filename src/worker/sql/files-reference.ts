import { obsUrl } from '../../base/addresses/obs-url.ts'
import { NAMED_FORMATS } from '../../protocol/file-formats.ts'
import { semanticError } from './syntax-error.ts'
import type { TableName } from './tree/query.ts'
import { unreadFormat } from './unread-format.ts'

/** Formats of Spark whose files are not read. */
const NOT_READ: readonly string[] = ['binaryfile']

type FilesFormat = (typeof NAMED_FORMATS)[number]

/** Files that a query names in the place of a table, as csv.`obs://bucket/folder`. */
export interface FilesReference {
  readonly format: FilesFormat
  readonly location: string
}

/** Undefined: it is the name of a table, which has no slash. @throws CausewayError for files that are not read */
export function filesReference({ database, table }: TableName): FilesReference | undefined {
  if (!isFilesName({ database, table })) return undefined
  const written = database?.toLowerCase() ?? ''
  const format = NAMED_FORMATS.find((one) => one === written)
  if (format === undefined)
    throw unreadFormat(`Reading files of ${written}`, written, `There are ${NAMED_FORMATS.map((one) => `${one}.\`obs://…\``).join(', ')}.`)
  const location = obsUrl(table)
  if (!location.startsWith('obs://')) throw semanticError(`'${table}' is not an obs:// path`, `Write ${format}.\`obs://bucket/folder\`.`)
  return { format, location }
}

/** The case of such a name matters. */
export function isFilesName({ database, table }: TableName): boolean {
  const written = database?.toLowerCase() ?? ''
  return table.includes('/') && (NAMED_FORMATS.some((one) => one === written) || NOT_READ.includes(written))
}

/** @throws CausewayError where a statement would write into files that it names by their path */
export function refuseFilesTarget(table: TableName): void {
  if (isFilesName(table))
    throw semanticError(
      'Files are read by their path, and rows are not written into them so',
      "Write INSERT OVERWRITE DIRECTORY 'obs://bucket/folder' USING …, or CREATE TABLE … USING … OPTIONS (path …) and insert into the table.",
    )
}
