import type { ServerClient } from '../connect/server-client.ts'

/** Where statements run. */
export interface SqlTarget {
  readonly server: ServerClient
  /** Its id. */
  readonly project: string
  readonly queue: string
  /** Of the statements; the session's own where it is ''. */
  readonly database: string
}

/** A path of the project's, in the vendor's API or in Causeway's own. */
export const vendorPath = ({ project }: Pick<SqlTarget, 'project'>, rest: string): string => `/v1.0/${encodeURIComponent(project)}/${rest}`
export const ownPath = ({ project }: Pick<SqlTarget, 'project'>, rest: string): string =>
  `/causeway/v1/${encodeURIComponent(project)}/${rest}`
