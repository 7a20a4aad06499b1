import type { Level, NodeState } from './graph.ts'
import classes from './topology.module.css'

export const SIGNS: Readonly<Record<Level, string>> = { ok: '✓', waiting: '…', idle: '○', problem: '✕' }

/** How a thing is, by colour, by sign and by word. */
export const StateWords = ({ state }: { readonly state: NodeState }) => (
  <span className={classes['word']} data-level={state.level}>
    <span aria-hidden="true">{SIGNS[state.level]} </span>
    {state.word}
  </span>
)
