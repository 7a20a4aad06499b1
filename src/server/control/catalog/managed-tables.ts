import type { TableRecord } from '../../domain/database.ts'
import type { Caller } from '../shared/caller.ts'
import type { TableReaders } from './table-readers.ts'
import type { Warehouse } from './warehouse.ts'

export interface ManagedTables {
  /** The files of dropped tables, those of the warehouse; what jobs read goes when the last one has ended. */
  remove(caller: Caller, database: string, tables: readonly TableRecord[]): Promise<void>
}

export function createManagedTables({
  warehouse,
  readers,
}: {
  readonly warehouse: Warehouse
  readonly readers: TableReaders
}): ManagedTables {
  return {
    async remove({ projectId }, database, tables) {
      for (const { id: tableId, definition } of tables) {
        if (definition.source.kind !== 'managed') continue
        await readers.whenClosed(tableId, () => warehouse.remove([{ projectId, database, tableId }]))
      }
    },
  }
}
