import type { Caller } from '../shared/caller.ts'
import type { TableReaders } from './table-readers.ts'
import type { Warehouse } from './warehouse.ts'

export interface ManagedTables {
  /** The files of dropped tables of the warehouse; what jobs read goes when the last one has ended. */
  remove(caller: Caller, database: string, tableIds: readonly string[]): Promise<void>
}

export function createManagedTables({
  warehouse,
  readers,
}: {
  readonly warehouse: Warehouse
  readonly readers: TableReaders
}): ManagedTables {
  return {
    async remove({ projectId }, database, tableIds) {
      for (const tableId of tableIds) {
        await readers.whenClosed(tableId, () => warehouse.remove([{ projectId, database, tableId }]))
      }
    },
  }
}
