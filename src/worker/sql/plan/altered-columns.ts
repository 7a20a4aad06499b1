import { sparkTypeName } from '../../../base/spark-type.ts'
import type { ColumnsChange } from '../../../protocol/columns-change.ts'
import type { AlteredColumns, NewColumnPlace } from '../tree/written-parts.ts'
import { declaredColumns } from './new-table.ts'

const placed = (place: NewColumnPlace | undefined) => (place === undefined ? {} : { place })

/** What ALTER TABLE writes about columns, as the catalog takes it. */
export function columnsChange(written: AlteredColumns): ColumnsChange {
  switch (written.kind) {
    case 'add': {
      const columns = declaredColumns(written.columns)
      return { kind: 'add', columns: columns.map((column, index) => ({ column, ...placed(written.columns[index]?.place) })) }
    }
    case 'replace':
      return { kind: 'replace', columns: [...declaredColumns(written.columns)] }
    case 'drop':
      return { kind: 'drop', columns: [...written.columns], ifExists: written.ifExists }
    case 'rename':
      return written
    case 'alter': {
      const { column, type, comment, place } = written
      if (type !== undefined) declaredColumns([{ name: column, type, comment }])
      return {
        kind: 'alter',
        column,
        ...(type === undefined ? {} : { type: sparkTypeName(type) }),
        ...(comment === undefined ? {} : { comment }),
        ...placed(place),
      }
    }
  }
}
