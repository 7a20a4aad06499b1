import { Type } from 'typebox'
import { LIMITS } from '../../control/shared/limits.ts'
import { told } from './told-limits.ts'

/** Ports and ranges of them: 5432, "5432", "6000-6010". */
export const PortsInput = Type.Array(Type.Union([Type.Integer(), Type.String({ maxLength: 64 })]), {
  maxItems: 10_000,
  ...told({ maxItems: LIMITS.portsOfConnection }),
})
