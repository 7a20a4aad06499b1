/** What a probe has found, by name; the texts are of somebody who is not trusted, and are made plain. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>
