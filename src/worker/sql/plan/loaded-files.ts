import { obsUrl } from '../../../base/addresses/obs-url.ts'
import { lookup } from '../../../base/lookup.ts'
import { LOADED_FORMATS } from '../../../protocol/file-formats.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { unreadFormat } from '../unread-format.ts'

type LoadData = Extract<Statement, { kind: 'load-data' }>
type FilesSource = Extract<TableSource, { kind: 'files' }>

interface LoadedFiles {
  readonly source: FilesSource
  /** The names of the files' columns, in their order. Absent: they are the table's. */
  readonly header?: readonly string[]
}

/** The vendor's names of options that a table of CSV files has by others; the rest are the same, as their case is of no account. */
const CSV_NAMES: Readonly<Record<string, string>> = lookup({ quotechar: 'quote', commentchar: 'comment', escapechar: 'escape' })

/** As the vendor has it: files are CSV and # begins a comment, unless OPTIONS say something else. */
export function loadedFiles({ location: writtenLocation, options: written }: LoadData): LoadedFiles {
  const location = obsUrl(writtenLocation)
  if (!/^obs:\/\/[^/]/.test(location))
    throw semanticError(`'${location}' is not an obs:// path`, "Write LOAD DATA INPATH 'obs://bucket/folder' INTO TABLE ….")
  const dataType = written.get('data_type') ?? 'csv'
  const format = LOADED_FORMATS.find((one) => one === dataType.trim().toLowerCase())
  if (format === undefined)
    throw unreadFormat(`LOAD DATA of ${dataType} files`, dataType, `Set the option DATA_TYPE to one of ${LOADED_FORMATS.join(', ')}.`)
  for (const name of ['badrecordspath', 'bad_records_path'])
    if (written.has(name)) throw notSupported(`The option ${name} of LOAD DATA`, 'MODE says what becomes of records that cannot be read.')
  if (written.has('path')) throw semanticError('LOAD DATA has one place, behind INPATH', 'Leave the option path out.')
  const header = written.get('fileheader')
  if (header !== undefined && format !== 'csv') throw semanticError('The option FILEHEADER is of CSV files only')
  const options: Record<string, string> = format === 'csv' ? { comment: '#' } : {}
  const given = new Set<string>()
  for (const [name, value] of written) {
    if (name === 'data_type' || name === 'fileheader') continue
    const own = format === 'csv' ? (CSV_NAMES[name] ?? name) : name
    if (given.has(own)) throw semanticError(`The option '${own}' is given twice, by two names`)
    given.add(own)
    options[own] = value
  }
  const source: FilesSource = { kind: 'files', format, location, options }
  return header === undefined ? { source } : { source, header: headerNames(header) }
}

function headerNames(header: string): readonly string[] {
  const names = header.split(',').map((name) => name.trim())
  if (names.includes('')) throw semanticError('The option FILEHEADER has a name that is empty', 'Write FILEHEADER as column1,column2.')
  const again = names.find((name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index)
  if (again !== undefined) throw semanticError(`The option FILEHEADER names ${again} twice`)
  return names
}
