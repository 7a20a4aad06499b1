import { HIDDEN_ZONE_NAMES, LONG_ZONE_NAMES, OLDER_ZONE_NAMES, SHORT_ZONE_NAMES, YEARLY_ZONE_NAMES } from './zone-names.ts'
import { SHORT_NAMES } from './zone-offset.ts'
import { ZONE_REGIONS } from './zone-regions.ts'

/** What stands in a text as the name of a zone: `regions` are their ids alone (VV of a date pattern), to which z and zzzz add the names that people use. */
type Names = 'regions' | 'short' | 'long'

interface Found {
  readonly region: string
  /** Where the text goes on. */
  readonly end: number
}

interface Known {
  /** From names in small letters. */
  readonly regions: ReadonlyMap<string, string>
  readonly longest: number
}

const known = new Map<Names, Known>()

/** The longest name of a zone that stands at this place of a text in small letters; undefined: there is none. */
export function zoneNameAt(names: Names, small: string, at: number): Found | undefined {
  let { regions, longest } = known.get(names) ?? { regions: undefined, longest: 0 }
  if (regions === undefined) {
    regions = regionsBy(names)
    longest = Math.max(...[...regions.keys()].map((name) => name.length))
    known.set(names, { regions, longest })
  }
  for (let end = Math.min(small.length, at + longest); end > at; end -= 1) {
    const region = regions.get(small.slice(at, end))
    if (region !== undefined) return { region, end }
  }
  return undefined
}

function regionsBy(names: Names): ReadonlyMap<string, string> {
  const ids = ZONE_REGIONS.filter((id) => !Object.hasOwn(SHORT_NAMES, id) && (names === 'regions' || !/^Etc\/GMT./.test(id)))
  const regions = new Map(ids.map((id) => [id.toLowerCase(), id]))
  if (names === 'regions') return regions
  // A name of people comes before an id: CET is Paris.
  for (const [region, all] of Object.entries(names === 'short' ? SHORT_ZONE_NAMES : LONG_ZONE_NAMES))
    for (const name of all.split('|')) regions.set(name.toLowerCase(), region)
  return regions
}

/** The parsers before Spark 3.0: commons-lang3's of files, and SimpleDateFormat of functions. */
type OlderParser = 'files' | 'functions'

const olderWords = new Map<OlderParser, ReadonlySet<string>>()

/** How long the longest name of a zone is that stands there for an older parser, which knows no ids of regions; undefined: there is none. */
export function zoneWordLength(parser: OlderParser, small: string, at: number): number | undefined {
  const words = olderWords.get(parser) ?? wordsOf(parser)
  olderWords.set(parser, words)
  for (let length = Math.min(small.length - at, LONGEST_WORD); length > 0; length -= 1)
    if (words.has(small.slice(at, at + length))) return length
  return undefined
}

function wordsOf(parser: OlderParser): ReadonlySet<string> {
  const words = new Set(OLDER_ZONE_NAMES.toLowerCase().split('|'))
  for (const names of [SHORT_ZONE_NAMES, LONG_ZONE_NAMES])
    for (const all of Object.values(names)) for (const name of all.split('|')) words.add(name.toLowerCase())
  if (parser === 'functions')
    for (const names of [YEARLY_ZONE_NAMES, HIDDEN_ZONE_NAMES]) for (const name of names.split('|')) words.delete(name.toLowerCase())
  return words
}

const LONGEST_WORD = 50
