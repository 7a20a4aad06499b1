/** One cell of a transition table: where the event leads and what must be done then, or why it is refused. */
export type Cell<State extends string, Effect extends string, Refusal extends string> =
  | { readonly kind: 'next'; readonly state: State; readonly effects: readonly Effect[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** A cell for every state and every event: a forgotten one does not compile. */
export type TransitionTable<State extends string, Event extends string, Effect extends string, Refusal extends string> = {
  readonly [S in State]: { readonly [E in Event]: Cell<State, Effect, Refusal> }
}

/** What a machine answers: the new life and its effects, or the refusal. Nothing has happened yet. */
export type Step<Life, Effect extends string, Refusal extends string> =
  | { readonly kind: 'next'; readonly life: Life; readonly effects: readonly Effect[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** The first life of a thing and what must be done for it. */
export interface Beginning<Life, Effect extends string> {
  readonly life: Life
  readonly effects: readonly Effect[]
}

export function next<const State extends string, const Effect extends string = never>(
  state: State,
  ...effects: readonly Effect[]
): { readonly kind: 'next'; readonly state: State; readonly effects: readonly Effect[] } {
  return { kind: 'next', state, effects }
}

export function refuse<const Refusal extends string>(refusal: Refusal): { readonly kind: 'refused'; readonly refusal: Refusal } {
  return { kind: 'refused', refusal }
}
