import { lookup } from '../lookup.ts'
import { regionClock } from './region-clock.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** The short names that Java knows, which no database of zones has. */
export const SHORT_NAMES: Readonly<Record<string, string>> = lookup({
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
  EST: '-05:00',
  MST: '-07:00',
  HST: '-10:00',
})

/** +1, +01, +1:30, +0130, +013015, +01:30:15, and the same behind UTC, GMT or UT. */
const OFFSET = /^(?:UTC|GMT|UT)?([+-])(?:(\d{1,2})(?::([0-5]?\d))?|(\d{2})([0-5]\d)([0-5]\d)?|(\d{2}):([0-5]\d):([0-5]\d))$/
const OFFSET_MAX_MS = 18 * 60 * MINUTE_MS
/** Small letters are no region in Java. */
const REGION = /^[A-Z][A-Za-z0-9_+-]+(?:\/[A-Z][A-Za-z0-9_+-]*)*$/

export type Zone = { readonly kind: 'offset'; readonly milliseconds: number } | { readonly kind: 'region'; readonly name: string }

/** An offset, or the form of a region, by one of Java's short names too; whether there is such a region is not looked up. Undefined: it is neither. */
export function zoneOf(zone: string): Zone | undefined {
  const name = Object.hasOwn(SHORT_NAMES, zone) ? (SHORT_NAMES[zone] ?? zone) : zone
  if (name === 'Z' || name === 'UTC' || name === 'GMT' || name === 'UT') return { kind: 'offset', milliseconds: 0 }
  const match = OFFSET.exec(name)
  if (match !== null) {
    const [, sign, ...digits] = match
    const [hours = '0', minutes = '0', seconds = '0'] = digits.filter((value) => value !== undefined)
    const size = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS + Number(seconds) * 1000
    return size > OFFSET_MAX_MS ? undefined : { kind: 'offset', milliseconds: sign === '-' ? -size : size }
  }
  return REGION.test(name) && !/^(?:UTC|GMT|UT)[+-]/.test(name) ? { kind: 'region', name } : undefined
}

/**
 * How far the zone is ahead of UTC at this local time, in ms. In the hour that a region has twice the first counts, in the hour that it leaves out the offset
 * before it, as in Java. Undefined: there is no such zone.
 */
export function zoneOffset(zone: string, localMs: number): number | undefined {
  const found = zoneOf(zone)
  if (found === undefined) return undefined
  if (found.kind === 'offset') return found.milliseconds
  const clock = regionClock(found.name)
  if (clock === undefined) return undefined
  const [before, after] = [clock.offsetAt(localMs - DAY_MS), clock.offsetAt(localMs + DAY_MS)]
  if (before === after || clock.offsetAt(localMs - before) === before) return before
  return clock.offsetAt(localMs - after) === after ? after : before
}
