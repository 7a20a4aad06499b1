/** An expression over a value that is computed once: a macro's parameter is computed at each place where it stands. */
export const once = (value: string, name: string, body: string): string =>
  `list_extract(list_transform([${value}], lambda ${name}: ${body}), 1)`
