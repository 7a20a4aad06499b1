/** JSON with the digits of its numbers as they stand, which the types of the language do not know yet. */
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown
  rawJSON(text: string): unknown
}
export const JSON_WITH_SOURCE: JsonWithSource = JSON as unknown as JsonWithSource
