import { zoneIdOf } from '../../../base/time-zones/zone-id.ts'
import { isZoneRegion } from '../../../base/time-zones/zone-regions.ts'
import type { Compute } from './compute.ts'

/** The name itself where it is one of a region, as Java writes it; else NULL. */
export const zoneRegion: Compute = (name) => (isZoneRegion(String(name)) ? name : null)

/** As VV of a date pattern reads one. */
export const zoneId: Compute = (name) => zoneIdOf(String(name)) ?? null
