import type { ServerFlags } from '../connect/server-options.ts'

/** Of all commands about who somebody is. */
export interface LogInFlags extends ServerFlags {
  readonly user?: string
  readonly domain?: string
  readonly project?: string
  readonly accessKey?: string
  readonly secretStdin?: boolean
  readonly ca?: string
  readonly name?: string
  readonly json?: boolean
  readonly queue?: string
}
