/** A statement has a few patterns, paths or zones, and each stands in many rows; but they may come out of rows, too. */
const KEPT_MAX = 100

/** What is made of a text, made once as long as there are few texts: it must hang on the text alone. A text that nothing can be made of is tried each time. */
export function keptByText<T>(make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, { readonly made: T }>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known.made
    const made = make(text)
    if (kept.size >= KEPT_MAX) kept.clear()
    kept.set(text, { made })
    return made
  }
}
