/** The names that hold what was typed, whatever its capitals, those that begin with it first. */
export function namesWith<T extends { readonly name: string }>(items: readonly T[], typed: string): readonly T[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return items
  const found = items.filter(({ name }) => name.toLowerCase().includes(wanted))
  return found.toSorted((a, b) => Number(b.name.toLowerCase().startsWith(wanted)) - Number(a.name.toLowerCase().startsWith(wanted)))
}
