/**
 * The patterns of SHOW … LIKE, as Spark has them: `*` is any text, `|` separates alternatives, capitals make no difference, everything else
 * is itself.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  return pattern
    .trim()
    .split('|')
    .some((alternative) => {
      const expression = alternative
        .trim()
        .split('*')
        .map((part) => part.replace(/[\\^$.+?()[\]{}]/g, '\\$&'))
        .join('.*')
      return new RegExp(`^${expression}$`, 'is').test(name)
    })
}
