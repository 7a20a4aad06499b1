// biome-ignore-all lint/suspicious/noArrayIndexKey: they never change their places
import { Code } from '@mantine/core'
import type { NestedValue } from './nested-value.ts'

const SHOWN_MAX = 500
const OPEN_DEPTH = 2

/** Folded from the third level on. */
export function NestedTree({ value, depth = 0 }: { readonly value: NestedValue; readonly depth?: number }) {
  if (value.kind === 'plain') return <Code>{value.isText ? JSON.stringify(value.text) : value.text}</Code>
  const entries = value.kind === 'list' ? value.values.map((each, at) => ({ name: String(at), value: each })) : value.fields
  const what = value.kind === 'list' ? `${entries.length} values` : `${entries.length} fields`
  return (
    <details open={depth < OPEN_DEPTH}>
      <summary>{what}</summary>
      <ul>
        {entries.slice(0, SHOWN_MAX).map((entry, at) => (
          <li key={at}>
            {entry.name}: <NestedTree value={entry.value} depth={depth + 1} />
          </li>
        ))}
      </ul>
      {entries.length > SHOWN_MAX && <p>and {entries.length - SHOWN_MAX} more: copy the cell to have them all</p>}
    </details>
  )
}
