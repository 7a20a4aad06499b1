/** What is looked up by names that come from outside. Other objects inherit some: "constructor" is found in each of them. */
export function lookup<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const bare: Record<string, T> = Object.create(null)
  return Object.freeze(Object.assign(bare, entries))
}
