/** The names in their order, each once, whatever their capitals: a later one of two gets a number. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const given = new Set(names.map((name) => name.toLowerCase()))
  const taken = new Set<string>()
  return names.map((name) => {
    let unique = name
    for (let number = 2; taken.has(unique.toLowerCase()) || (unique !== name && given.has(unique.toLowerCase())); number += 1)
      unique = `${name}_${number}`
    taken.add(unique.toLowerCase())
    return unique
  })
}
