import { type Static, Type } from 'typebox'
import { obsUrl } from '../../../base/addresses/obs-url.ts'
import { CausewayError } from '../../../base/errors.ts'
import { COLUMN_LIMITS } from '../../../protocol/column-limits.ts'
import { LOADED_FORMATS } from '../../../protocol/file-formats.ts'
import type { NewTable } from '../../control/tables/new-table.ts'
import { TableName } from '../input/told-limits.ts'
import { TAGS_MAX, TagInput } from './envelope.ts'

const PATH_CHARACTERS_MAX = 1024
const Text = Type.Optional(Type.String())
const Sign = Type.Optional(Type.String({ maxLength: 16 }))

export const NewTableBody = Type.Object({
  table_name: TableName,
  data_location: Type.String({ minLength: 1 }),
  description: Text,
  columns: Type.Optional(
    Type.Array(
      Type.Object({
        column_name: Type.String({ minLength: 1 }),
        type: Text,
        description: Text,
        is_partition_column: Type.Optional(Type.Boolean()),
      }),
      { maxItems: COLUMN_LIMITS.columns },
    ),
  ),
  select_statement: Text,
  data_type: Text,
  data_path: Type.Optional(Type.String({ maxLength: PATH_CHARACTERS_MAX })),
  with_column_header: Type.Optional(Type.Boolean()),
  delimiter: Sign,
  quote_char: Sign,
  escape_char: Sign,
  date_format: Text,
  timestamp_format: Text,
  tags: Type.Optional(Type.Array(TagInput, { maxItems: TAGS_MAX })),
})
type Body = Static<typeof NewTableBody>

const invalid = (message: string, hint: string): CausewayError => new CausewayError('invalid-parameter', message, { hint })

export interface NewView {
  readonly database: string
  readonly name: string
  readonly description: string
  readonly query: string
  readonly columns: readonly { readonly name: string; readonly description: string }[]
}

/** What a body asks for; whatever cannot be made as it is asked for is refused by its name. */
export function newTableOf(database: string, body: Body): NewTable | { readonly view: NewView } {
  const head = { database, name: body.table_name, description: body.description ?? '' }
  const place = body.data_location.trim().toUpperCase()
  const columns = (body.columns ?? []).map((column) => ({
    name: column.column_name,
    type: column.type ?? '',
    description: column.description ?? '',
    isPartition: column.is_partition_column ?? false,
  }))
  if (place === 'VIEW') {
    const query = (body.select_statement ?? '').trim()
    if (query === '') throw invalid('The body lacks the parameter select_statement, which a view needs', 'Send the query of the view.')
    return { view: { ...head, query, columns } }
  }
  if ((body.select_statement ?? '') !== '')
    throw invalid('The parameter select_statement of the body is of views only', 'Leave it out, or send "data_location": "VIEW".')
  if (columns.length === 0) throw invalid('The body lacks the parameter columns', 'Name one that is no partition column at least.')
  if (place === 'DLI') {
    if ((body.data_path ?? '') !== '')
      throw invalid('The parameter data_path of the body is of OBS tables only', 'Leave it out, or send "data_location": "OBS".')
    return { ...head, columns, place: { kind: 'warehouse' } }
  }
  if (place !== 'OBS') throw invalid('The parameter data_location of the body must be one of OBS, DLI, VIEW', 'Send one of them.')
  return { ...head, columns, place: bucketOf(body) }
}

function bucketOf(body: Body): NewTable['place'] {
  const { data_type: type = '', data_path: path = '' } = body
  if (type.trim() === '')
    throw invalid('The body lacks the parameter data_type, which an OBS table needs', `Send one of ${LOADED_FORMATS.join(', ')}.`)
  if (path === '') throw invalid('The body lacks the parameter data_path, which an OBS table needs', 'Send a folder: obs://bucket/folder.')
  const format = LOADED_FORMATS.find((one) => one === type.trim().toLowerCase())
  if (format === undefined)
    throw new CausewayError('not-supported', `Tables of ${type} files are not supported`, {
      hint: `Send "data_type": one of ${LOADED_FORMATS.join(', ')}.`,
    })
  return { kind: 'bucket', format, location: obsUrl(path), options: optionsOf(format, body) }
}

/** In the vendor's words, header, separator and signs are of CSV files only: what is sent with another type says nothing. */
function optionsOf(format: (typeof LOADED_FORMATS)[number], body: Body): Readonly<Record<string, string>> {
  if (format !== 'csv' && format !== 'json') return {}
  const csv =
    format === 'json'
      ? {}
      : {
          ...(body.with_column_header === undefined ? {} : { header: String(body.with_column_header) }),
          ...option('delimiter', body.delimiter),
          ...option('quote', character('quote_char', body.quote_char)),
          ...option('escape', character('escape_char', body.escape_char)),
        }
  return { ...csv, ...option('dateformat', body.date_format), ...option('timestampformat', body.timestamp_format) }
}

function character(name: string, value: string | undefined): string | undefined {
  if (value === undefined || [...value].length <= 1) return value
  throw invalid(`The parameter ${name} of the body is more than one character`, 'Send one character.')
}

const option = (name: string, value: string | undefined): Readonly<Record<string, string>> =>
  value === undefined || value === '' ? {} : { [name]: value }
