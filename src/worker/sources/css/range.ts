/** What lies between two values of a field, in the server's words; both are in. */
export type Range = { readonly low?: string; readonly high?: string; readonly format?: string } | 'nothing'
