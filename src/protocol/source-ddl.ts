import { knownStore, type StoreSource } from './record-stores.ts'
import type { TableSource } from './table-definition.ts'
import { tableFormatOf } from './table-format.ts'

/** How the place of a table is written in SQL. */
export interface SourceDdl {
  readonly using: string
  /** In the order in which they are written. */
  readonly options: readonly (readonly [name: string, value: string])[]
  /** Of files. */
  readonly location?: string
  /** Lines of DESCRIBE TABLE EXTENDED that say where the table is. */
  readonly place: readonly (readonly [name: string, value: string])[]
  /** False: the columns are found at the place, and so they are not written. */
  readonly showsColumns: boolean
}

/** What SHOW CREATE TABLE writes of the place of a table. */
export function sourceDdl(source: TableSource): SourceDdl {
  switch (source.kind) {
    case 'managed':
      return { ...managedDdl(source), place: [], showsColumns: true }
    case 'files':
      return {
        using: source.format,
        options: Object.entries(source.options).filter(([name]) => name !== 'path'),
        location: source.location,
        place: [['Location', source.location]],
        showsColumns: tableFormatOf(source) === undefined,
      }
    case 'jdbc':
      return jdbcDdl(source)
    default:
      return storeDdl(source)
  }
}

function managedDdl({ format, rowFormat, declared }: Extract<TableSource, { kind: 'managed' }>): Pick<SourceDdl, 'using' | 'options'> {
  if (rowFormat !== undefined) return { using: 'hive', options: Object.entries(rowFormat) }
  if (declared !== undefined) return { using: declared.format, options: Object.entries(declared.options) }
  return { using: format, options: [] }
}

function jdbcDdl({ url, dbtable, authName, options: given }: Extract<TableSource, { kind: 'jdbc' }>): SourceDdl {
  const others = Object.entries(given).filter(([name]) => name !== 'encryption')
  const table: SourceDdl['options'] = dbtable === undefined ? [] : [['dbtable', dbtable]]
  return {
    using: 'jdbc',
    options: [...others, ['url', url], ...table, ...authentication(authName)],
    place: [
      ['Url', url],
      ['Remote Table', dbtable ?? given['dbtable'] ?? `(${given['query'] ?? ''})`],
    ],
    showsColumns: false,
  }
}

function storeDdl(source: StoreSource): SourceDdl {
  const { written, shown } = knownStore(source)
  const others = Object.entries(source.options).filter(([name]) => name !== 'encryption')
  return {
    using: source.kind,
    options: [...written, ...others, ...authentication(source.authName)],
    place: shown,
    showsColumns: true,
  }
}

const authentication = (authName: string | undefined): SourceDdl['options'] =>
  authName === undefined
    ? []
    : [
        ['passwdauth', authName],
        ['encryption', 'true'],
      ]
