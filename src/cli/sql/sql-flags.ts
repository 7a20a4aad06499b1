import type { ProjectFlags } from '../connect/server-options.ts'

export interface SqlFlags extends ProjectFlags {
  readonly queue?: string
  readonly database?: string
  readonly execute?: string
  readonly file?: string
  readonly from?: string
  readonly output?: string
  readonly asOne?: boolean
  readonly keepGoing?: boolean
  readonly detach?: boolean
}
