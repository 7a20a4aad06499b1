/** Options that every command of a server has, and whether a value follows. */
const SHARED: ReadonlyMap<string, { readonly hasValue: boolean }> = new Map([
  ['--context', { hasValue: true }],
  ['--endpoint', { hasValue: true }],
  ['--home', { hasValue: true }],
  ['--project', { hasValue: true }],
  ['--timeout', { hasValue: true }],
  ['--json', { hasValue: false }],
  ['--quiet', { hasValue: false }],
])

/**
 * The words of a command line with those of its shared options that stand before the command behind it, as commander wants them: people of other command lines
 * write them there (`causeway --context prod queue list`). What stands behind `--` is another program's.
 *
 * @param words without the program's own name
 */
export function optionsBehind(words: readonly string[]): readonly string[] {
  let first = 0
  while (first < words.length) {
    const word = words[first] ?? ''
    const shared = SHARED.get(word.replace(/=.*$/s, ''))
    if (shared === undefined) break
    first += shared.hasValue && !word.includes('=') ? 2 : 1
  }
  const leading = words.slice(0, first)
  const rest = words.slice(first)
  // Nothing to stand behind: the program says what it does not know.
  if (rest.length === 0 || rest[0]?.startsWith('-') === true) return words
  const end = rest.indexOf('--')
  return end === -1 ? [...rest, ...leading] : [...rest.slice(0, end), ...leading, ...rest.slice(end)]
}
