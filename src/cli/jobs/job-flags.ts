import type { ProjectFlags } from '../connect/server-options.ts'

export interface JobFlags extends ProjectFlags {
  readonly queue?: string
  readonly status?: string
  readonly count?: string
  readonly output?: string
  readonly follow?: boolean
}
