import type { SparkType } from '../../../../base/spark-type.ts'
import type { FileStatistics, TableVersionShown, VersionChoice } from '../../../../protocol/table-files.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import type { TableFolder } from '../table-folder.ts'
import type { DeletedRows } from './deleted-rows.ts'
import type { ShapeField } from './file-shape.ts'

/** A format of tables that keeps a log of its own beside the files: one line in `table-formats.ts`. */
export interface TableFormat {
  /**
   * The table as its log says it is, or was. `options`: as they are written, which the schema of the format has read. Reads the log and opens no data file.
   * @throws CausewayError, with the file's name, for a log that cannot be read; not-supported, by name, for what a reader must know and we do not.
   */
  open(
    folder: TableFolder,
    was: VersionChoice | undefined,
    context: FilesContext,
    options: Readonly<Record<string, string>>,
  ): Promise<TableSnapshot>
  /** For DESCRIBE HISTORY, the newest first; absent: the format has none to show. */
  history?(folder: TableFolder, context: FilesContext): Promise<readonly TableVersionShown[]>
}

/** A table in an open format at one moment: what a statement reads, from its start to its end. */
export interface TableSnapshot {
  readonly columns: readonly StoredField[]
  readonly partitionedBy: readonly string[] | undefined
  readonly comment: string | undefined
  readonly files: readonly SnapshotFile[]
  /** Gives the fields of a file the numbers by which columns are found in it, where the file does not say them; absent: it does. `shown`: the file. */
  readonly identify?: (fields: readonly ShapeField[], shown: string) => readonly ShapeField[]
}

export interface SnapshotFile {
  /** The real path, within the bucket. */
  readonly path: string
  /** What the user knows it as. */
  readonly shown: string
  readonly bytes: number
  /** The columns whose value is the same for all rows and is not read from the file, as texts that Spark casts to the column's type. */
  readonly partition: ReadonlyMap<string, string | null>
  readonly deleted: DeletedRows | undefined
  /** What the log says of its values, read when it is asked for; absent: nothing. */
  readonly known?: () => KnownOfFile | undefined
}

/** Of a file, by the names of the table's columns. */
export interface KnownOfFile {
  readonly rowCount: number
  readonly statistics: FileStatistics
}

/** A column, or a field of a struct: what the table calls it, and by what it is found in a file. */
export interface StoredField {
  readonly name: string
  readonly key: FieldKey
  readonly type: StoredType
  readonly comment?: string
}

export type FieldKey = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'id'; readonly id: number }

export type StoredType =
  | { readonly kind: 'value'; readonly type: SparkType }
  | { readonly kind: 'struct'; readonly fields: readonly StoredField[] }
  | { readonly kind: 'array'; readonly element: StoredType }
  | { readonly kind: 'map'; readonly key: StoredType; readonly value: StoredType }

/** What the table's users see of it. */
export function seenType(type: StoredType): SparkType {
  switch (type.kind) {
    case 'value':
      return type.type
    case 'struct':
      return { kind: 'struct', fields: type.fields.map((field) => ({ name: field.name, type: seenType(field.type) })) }
    case 'array':
      return { kind: 'array', element: seenType(type.element) }
    case 'map':
      return { kind: 'map', key: seenType(type.key), value: seenType(type.value) }
  }
}
