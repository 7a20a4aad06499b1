import { zoneOffset } from '../../../base/time-zones/zone-offset.ts'

/** A word for a day that Spark knows where it is written in the statement, as 'today'. A time zone behind it has to be one, and changes nothing. */
export function specialWord(text: string): string | undefined {
  const [, word = '', zone = ''] = /^([a-z]+)[ \t]*(.*)$/i.exec(text.trim()) ?? []
  const special = word.toLowerCase()
  if (!/^(?:epoch|now|today|yesterday|tomorrow)$/.test(special)) return undefined
  return zone === '' || (special !== 'now' && zoneOffset(zone, 0) !== undefined) ? special : undefined
}
