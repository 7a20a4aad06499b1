import { isRecord } from '../../api/fields.ts'

const BLANK = /<[^<>]+>/g

/** What is to be filled in in a request's body: each text in angle brackets, once, in the order in which they stand. */
export function blanksOf(body: unknown): readonly string[] {
  const found = new Set<string>()
  walk(body, (text) => {
    for (const blank of text.match(BLANK) ?? []) found.add(blank)
    return text
  })
  return [...found]
}

/** The body with the blanks that are known. */
export function filled(body: unknown, values: Readonly<Record<string, string>>): unknown {
  return walk(body, (text) => text.replace(BLANK, (blank) => (Object.hasOwn(values, blank) ? (values[blank] ?? blank) : blank)))
}

function walk(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((each: unknown) => walk(each, change))
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, change)]))
  return value
}

/** '<VPC id>' is asked for as 'VPC id'. */
export const blankLabel = (blank: string): string => blank.slice(1, -1)
