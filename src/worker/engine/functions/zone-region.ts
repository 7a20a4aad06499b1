import { isZoneRegion } from '../../../base/time-zones/zone-regions.ts'
import type { Compute } from './compute.ts'

/** The name itself where it is one of a region, as Java writes it; else NULL. */
export const zoneRegion: Compute = (name) => (isZoneRegion(String(name)) ? name : null)
