import { memo, useEffect, useRef } from 'react'
import { type Curve, detailOf, type Layout, type Placed } from './columns.ts'
import { COLUMNS, type Level } from './graph.ts'
import { isEdgeKept } from './paths.ts'
import { SIGNS } from './state-words.tsx'
import classes from './topology.module.css'
import { type Direction, stepFrom } from './walk.ts'

const HEADS = { queues: 'Queues and pools', connections: 'Connections', networks: 'Networks', hosts: 'Hosts', tables: 'Tables' } as const

const KEYS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
}

interface PictureProps {
  readonly layout: Layout
  readonly chosen: string | undefined
  /** What stays as it is; undefined: everything. */
  readonly kept: ReadonlySet<string> | undefined
  /** Where the keyboard is. */
  readonly current: string | undefined
  readonly onCurrent: (id: string) => void
  /** undefined: nothing. */
  readonly onChoose: (id: string | undefined) => void
}

/** One stop of the tab key: the arrows lead from card to card, Enter chooses, Escape lets go. */
export function Picture({ layout, chosen, kept, current, onCurrent, onChoose }: PictureProps) {
  const list = useRef<HTMLDivElement>(null)
  const byKeyboard = useRef(false)
  const there = layout.placed.some(({ row }) => row.id === current) ? current : layout.placed[0]?.row.id

  useEffect(() => {
    if (!byKeyboard.current || there === undefined) return
    byKeyboard.current = false
    list.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(there)}"]`)?.focus()
  }, [there])

  // Beside what is told of it there is less room: it is not to be cut off there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: in another room it stands elsewhere.
  useEffect(() => {
    if (chosen === undefined) return
    list.current?.querySelector(`[data-node="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [chosen, layout.width])

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const direction = KEYS[event.key]
    if (direction !== undefined) {
      const next = stepFrom(layout, there, direction)
      byKeyboard.current = true
      if (next !== undefined) onCurrent(next)
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (there !== undefined) onChoose(there)
    } else if (event.key === 'Escape') onChoose(undefined)
    else return
    event.preventDefault()
  }

  function onClick(event: React.MouseEvent): void {
    const id = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-node]')?.dataset['node'] : undefined
    if (id !== undefined) onCurrent(id)
    onChoose(id)
  }

  return (
    <div className={classes['scroller']}>
      <div className={classes['heads']} style={{ width: layout.width }} aria-hidden="true">
        {COLUMNS.map((column) => (
          <p key={column} className={classes['head']} style={{ left: layout.columnX(column) }}>
            {HEADS[column]}
          </p>
        ))}
      </div>
      <div className={classes['canvas']} style={{ width: layout.width, height: layout.height }}>
        <Curves curves={layout.curves} kept={kept} width={layout.width} height={layout.height} />
        <div
          ref={list}
          role="listbox"
          aria-label="Queues, connections, networks, hosts and tables"
          tabIndex={-1}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          {layout.placed.map((placed) => (
            <Card
              key={placed.row.id}
              placed={placed}
              isChosen={placed.row.id === chosen}
              isFaded={kept !== undefined && !kept.has(placed.row.id)}
              isCurrent={placed.row.id === there}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

interface CardProps {
  readonly placed: Placed
  readonly isChosen: boolean
  readonly isFaded: boolean
  readonly isCurrent: boolean
}

const Card = memo(function Card({ placed: { row, x, y, width, height }, isChosen, isFaded, isCurrent }: CardProps) {
  const [label, detail, level, word] = wordsOf(row)
  return (
    <div
      role="option"
      aria-selected={isChosen}
      tabIndex={isCurrent ? 0 : -1}
      className={classes['card']}
      data-node={row.id}
      data-level={level}
      data-kind={row.kind === 'group' ? 'group' : row.node.kind}
      data-faded={isFaded || undefined}
      title={titleOf(row)}
      style={{ left: x, top: y, width, height }}
    >
      <span aria-hidden="true" className={classes['sign']} data-level={level}>
        {SIGNS[level]}
      </span>
      <span className={classes['label']}>
        <span className="sr-only">{row.kind === 'group' ? 'group' : row.node.kind} </span>
        {label}
      </span>
      <span className={classes['detail']}>{detail}</span>
      <span className={classes['word']} data-level={level}>
        {word}
      </span>
    </div>
  )
})

/** What may be cut off in it, and why it is so. */
function titleOf(row: Placed['row']): string {
  if (row.kind === 'group') return row.label
  const { label, detail, state } = row.node
  return [label, detail, state.why].filter((line) => line !== '').join('\n')
}

function wordsOf(row: Placed['row']): readonly [string, string, Level, string] {
  const detail = detailOf(row)
  if (row.kind === 'group') return [row.label, detail, 'ok', 'nothing wrong']
  const { label, state } = row.node
  return [label, detail, state.level, state.word]
}

interface CurvesProps {
  readonly curves: readonly Curve[]
  readonly kept: ReadonlySet<string> | undefined
  readonly width: number
  readonly height: number
}

const Curves = memo(function Curves({ curves, kept, width, height }: CurvesProps) {
  return (
    <svg className={classes['curves']} width={width} height={height} aria-hidden="true">
      {curves.map((curve) => {
        const isKept = kept !== undefined && isEdgeKept(kept, curve)
        return (
          <path
            key={curve.id}
            className={classes['curve']}
            d={curve.path}
            data-level={curve.level}
            data-kept={isKept || undefined}
            data-faded={(kept !== undefined && !isKept) || undefined}
          />
        )
      })}
    </svg>
  )
})
