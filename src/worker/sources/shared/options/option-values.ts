import type { OptionValue } from './source-option.ts'

const strict = { otherwise: 'invalid-parameter', controls: false } as const

export const text: OptionValue<string> = { ...strict, allowed: 'a text', read: (written) => written }

/** A text of a file, which may hold anything but NUL: tables of Hive have U+0001 in theirs. */
export const rawText: OptionValue<string> = { ...text, controls: true }

/** Without regard to case, as Spark reads it. */
export const boolean: OptionValue<boolean> = {
  ...strict,
  allowed: 'true or false',
  read(written) {
    const word = written.toLowerCase()
    return word === 'true' ? true : word === 'false' ? false : undefined
  },
}

export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): OptionValue<number> {
  const upTo = max === Number.MAX_SAFE_INTEGER ? 'or more' : `to ${max}`
  return {
    ...strict,
    allowed: `a whole number, ${min} ${upTo}`,
    read(written) {
      const number = /^[+-]?\d+$/.test(written.trim()) ? Number(written) : Number.NaN
      return number >= min && number <= max ? number : undefined
    },
  }
}

/** Without regard to case; what is read is the word as it stands in `words`. */
export function oneOf<const W extends string>(
  words: readonly W[],
  otherwise: OptionValue<W>['otherwise'] = 'invalid-parameter',
): OptionValue<W> {
  return {
    ...strict,
    otherwise,
    allowed: words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    read: (written) => words.find((word) => word.toLowerCase() === written.toLowerCase()),
  }
}

export function matching(allowed: string, pattern: RegExp): OptionValue<string> {
  return { ...strict, allowed, read: (written) => (pattern.test(written) ? written : undefined) }
}

/** One character of a file's notation; `none`: an empty text means that there is none. */
export function character(none: 'may be empty' | 'never empty'): OptionValue<string> {
  return {
    allowed: none === 'may be empty' ? 'one character, or empty for none' : 'one character',
    otherwise: 'not-supported',
    controls: true,
    read(written) {
      const read = written === '\\t' ? '\t' : written
      return read.length === 1 || (read === '' && none === 'may be empty') ? read : undefined
    },
  }
}
