/** `a`, `a and b`, `a, b and 7 more`: a list for a sentence, bounded. */
export function listed(items: readonly string[], most = 5): string {
  const shown = items.length > most + 1 ? [...items.slice(0, most), `${items.length - most} more`] : items
  if (shown.length < 2) return shown.join('')
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
