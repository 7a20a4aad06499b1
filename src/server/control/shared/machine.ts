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

type AnyTable = Readonly<Record<string, Readonly<Record<string, Cell<string, string, string>>>>>

/** The effects that an event can have in this table, whatever the state. */
export type EffectOf<Table extends AnyTable, Event extends string> = Extract<
  Table[keyof Table][Event],
  { readonly kind: 'next' }
>['effects'][number]

/** The cell of an event, with no other effects than the event can have: whoever sends it must carry out each of them, and nothing else. */
export function cellOf<Table extends AnyTable, State extends keyof Table & string, Event extends string, Refusal extends string>(
  table: Table,
  state: State,
  event: Event,
): Cell<State, EffectOf<Table, Event>, Refusal> {
  return (table[state] as Readonly<Record<Event, Cell<string, string, string>>>)[event] as Cell<State, EffectOf<Table, Event>, Refusal>
}

/** What a cell makes of a life. @param become asked where the state is another one: the life in it */
export function stepBy<Life extends { readonly state: string }, Effect extends string, Refusal extends string>(
  cell: Cell<Life['state'], Effect, Refusal>,
  life: Life,
  become: (state: Life['state']) => Life,
): Step<Life, Effect, Refusal> {
  if (cell.kind === 'refused') return cell
  return { kind: 'next', life: cell.state === life.state ? life : become(cell.state), effects: cell.effects }
}

/** Carries out the effects one after the other. A handler for each that the event can have: a forgotten one does not compile. */
export async function carryOut<Effect extends string>(
  effects: readonly Effect[],
  handlers: { readonly [E in Effect]: () => Promise<void> | void },
): Promise<void> {
  for (const effect of effects) await handlers[effect]()
}

export function next<const State extends string, const Effect extends string = never>(
  state: State,
  ...effects: readonly Effect[]
): { readonly kind: 'next'; readonly state: State; readonly effects: readonly NoInfer<Effect>[] } {
  return { kind: 'next', state, effects }
}

export function refuse<const Refusal extends string>(refusal: Refusal): { readonly kind: 'refused'; readonly refusal: Refusal } {
  return { kind: 'refused', refusal }
}
