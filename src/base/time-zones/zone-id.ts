import { SHORT_NAMES } from './zone-offset.ts'
import { ZONE_REGIONS } from './zone-regions.ts'

let regions: ReadonlyMap<string, string> | undefined

/**
 * What VV of a date pattern reads, in small letters or large: an offset of hours and minutes, UTC, GMT, UT, Z, or a region as Java writes it. Undefined: there is
 * no such zone.
 */
export function zoneIdOf(text: string): string | undefined {
  const upper = text.toUpperCase()
  if (/^(?:UTC|GMT|UT|Z)?$/.test(upper) || /^(?:UTC|GMT|UT)?[+-]\d{2}:\d{2}(?::\d{2})?$/.test(upper)) return upper
  regions ??= new Map(ZONE_REGIONS.filter((name) => !Object.hasOwn(SHORT_NAMES, name)).map((name) => [name.toLowerCase(), name]))
  return regions.get(text.toLowerCase())
}
