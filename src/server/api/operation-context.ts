import type { Clock } from '../../base/clock.ts'
import type { MetricsAccess, ResultCells, TableComments } from '../../base/config.ts'
import type { Control } from '../control/control.ts'
import type { Remedy } from '../control/dialling/in-words.ts'

/** A request as data. `{project_id}` stays in the path: whoever reads it knows theirs. What stands in angle brackets is to be filled in. */
export interface RemedyRequest {
  readonly method: string
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** What keeps the server from taking jobs, and what only slows them: one sentence each. */
interface Readiness {
  readonly missing: readonly string[]
  readonly degraded: readonly string[]
}

/** What operations work with, made once for the server. */
export interface OperationContext {
  readonly control: Control
  readonly clock: Clock
  readonly resultCells: ResultCells
  readonly tableComments: TableComments
  readonly metrics: MetricsAccess
  readonly readiness: () => Readiness | Promise<Readiness>
  /** Started and warmed-up workers that a new queue could have at once. */
  readonly spareWorkers: () => number
  /** The request that does what would help; undefined where none does, and where it would replace a list that is too long to be told. */
  readonly remedyRequest: (remedy: Remedy) => RemedyRequest | undefined
  /** What confines the workers, as measured at start. */
  readonly sandbox: () => {
    readonly level: string
    readonly ownNetwork: string
    readonly callFilter: string
    readonly processNamespace: string
    readonly fileSystem: string
    readonly user: string
    readonly limits: Readonly<Record<'memory' | 'threads' | 'processor' | 'scratch', string>>
  }
}
