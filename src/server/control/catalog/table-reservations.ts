import { newUuid } from '../../../base/ids.ts'
import type { ManagedTable, Warehouse } from './warehouse.ts'

/**
 * Folders for managed tables that a job fills before it makes the table: what is in them belongs to no table, so a job that fails, and a server that is
 * killed, leaves no table with a part of its rows. What was not used is removed at the job's end, or by the next start's sweep.
 */
export interface TableReservations {
  /** The empty folder; the same again for the same job and name. */
  reserve(jobId: string, table: ReservedName): Promise<string>
  /** The id that the table must get to have the reserved folder; undefined: the job reserved none for it. */
  idFor(jobId: string, table: ReservedName): string | undefined
  /** The table was made with the reserved id. */
  use(jobId: string): void
  /** The job has ended. */
  release(jobId: string): void
}

export interface ReservedName {
  readonly projectId: string
  readonly database: string
  readonly table: string
}

interface Reservation extends ManagedTable {
  readonly table: string
}

export function createTableReservations(warehouse: Warehouse): TableReservations {
  const reservations = new Map<string, Reservation>()

  const find = (jobId: string, name: ReservedName): Reservation | undefined => {
    const reservation = reservations.get(jobId)
    return reservation?.database === name.database && reservation.table === name.table ? reservation : undefined
  }

  const release = (jobId: string): void => {
    const reservation = reservations.get(jobId)
    if (reservations.delete(jobId) && reservation !== undefined) void warehouse.remove([reservation])
  }

  return {
    async reserve(jobId, name) {
      let reservation = find(jobId, name)
      if (reservation === undefined) {
        release(jobId)
        reservation = { projectId: name.projectId, database: name.database, table: name.table, tableId: newUuid() }
        reservations.set(jobId, reservation)
      }
      return await warehouse.tableFolder(reservation)
    },
    idFor: (jobId, name) => find(jobId, name)?.tableId,
    use(jobId) {
      reservations.delete(jobId)
    },
    release,
  }
}
