import type { TemporaryView, ViewName } from '../../../protocol/session.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'

/** The session of a job, or of a check, as it was when that began. */
export interface SessionContext {
  /** The job's own, and the session's behind them. */
  readonly settings: Readonly<Record<string, string>>
  readonly views: readonly ViewName[]
  readonly functions: readonly UserFunction[]
  view(name: ViewName): Promise<TemporaryView | undefined>
}

export const NO_SESSION: SessionContext = { settings: {}, views: [], functions: [], view: async () => undefined }
