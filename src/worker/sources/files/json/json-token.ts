/** What a value, a bracket or a name of a JSON text is; none: there is no more, or it is not known yet. */
export const TOKEN = {
  none: 0,
  startObject: 1,
  endObject: 2,
  startArray: 3,
  endArray: 4,
  name: 5,
  string: 6,
  integer: 7,
  fraction: 8,
  true: 9,
  false: 10,
  null: 11,
} as const
export type Token = (typeof TOKEN)[keyof typeof TOKEN]
