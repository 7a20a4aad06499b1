/** A part of a statement's tree as text: the same for what is written alike. */
export const writtenForm = (tree: object): string =>
  JSON.stringify(tree, (_key, value: unknown) => (value instanceof Map ? [...value] : typeof value === 'bigint' ? `${value}n` : value))
