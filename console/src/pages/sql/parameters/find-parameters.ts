/** What a statement leaves to be filled in. */
export interface Parameters {
  /** `${name}`: a setting of the job gives it its value. */
  readonly own: readonly string[]
  /** `{{name}}`: a global variable of the project. */
  readonly global: readonly string[]
}

const OWN = /\$\{([^{}$]+)\}/g
const GLOBAL = /\{\{\s*([\w.-]+)\s*\}\}/g
/** Names that mean something to the server, and none of a person's own. */
const TAKEN = /^(?:env:|system:|spark\.|dli\.|causeway\.)/i

/** Each once, in their order. The server replaces them wherever they stand, also in texts and comments, and so they are looked for there. */
export function findParameters(sql: string): Parameters {
  const names = (pattern: RegExp): readonly string[] => [...new Set([...sql.matchAll(pattern)].map(([, name = '']) => name.trim()))]
  return { own: names(OWN).filter((name) => name !== '' && !TAKEN.test(name)), global: names(GLOBAL) }
}

/** Entries of the `conf` of a job. */
export const confOf = (sql: string, values: Readonly<Record<string, string>>): readonly string[] =>
  findParameters(sql).own.flatMap((name) => (Object.hasOwn(values, name) ? [`${name}=${values[name] ?? ''}`] : []))

export interface FilledText {
  readonly text: string
  /** A place of the filled text in the one before. */
  readonly placeBefore: (at: number) => number
}

/** As the server fills it: a check of a statement takes no settings. */
export function filledWith(sql: string, values: Readonly<Record<string, string>>): FilledText {
  let text = ''
  let from = 0
  /** Where each value begins and ends in the filled text, and its mark in the one before. */
  const filled: { readonly start: number; readonly end: number; readonly from: number; readonly to: number }[] = []
  for (const match of sql.matchAll(OWN)) {
    const name = (match[1] ?? '').trim()
    if (TAKEN.test(name) || !Object.hasOwn(values, name)) continue
    text += sql.slice(from, match.index)
    const value = (values[name] ?? '').trim()
    from = match.index + match[0].length
    filled.push({ start: text.length, end: text.length + value.length, from: match.index, to: from })
    text += value
  }
  text += sql.slice(from)
  return {
    text,
    placeBefore(at) {
      const within = filled.find(({ start, end }) => at >= start && at < end)
      if (within !== undefined) return within.from
      const before = filled.findLast(({ end }) => end <= at)
      return before === undefined ? at : before.to + (at - before.end)
    },
  }
}
