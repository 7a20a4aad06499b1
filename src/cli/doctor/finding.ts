/** One thing that was looked at. fine: nothing to do; weak: it works, with less than could be had; wrong: it does not work, or not safely. */
export interface Finding {
  readonly name: string
  readonly outcome: 'fine' | 'weak' | 'wrong'
  readonly seen: string
  /** What to do about it, one line each; commands as they are typed. */
  readonly remedies: readonly string[]
}

export const fine = (name: string, seen: string): Finding => ({ name, outcome: 'fine', seen, remedies: [] })
export const weak = (name: string, seen: string, ...remedies: readonly string[]): Finding => ({ name, outcome: 'weak', seen, remedies })
export const wrong = (name: string, seen: string, ...remedies: readonly string[]): Finding => ({ name, outcome: 'wrong', seen, remedies })
