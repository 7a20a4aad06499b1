// biome-ignore-all lint/suspicious/noArrayIndexKey: lines of a plan never change their places, and two may be the same
import { Badge, Code } from '@mantine/core'
import { visible } from '../../../components/result-grid/cell-text.ts'
import { type PlanNode, type PlanPlace, planTree } from './plan-tree.ts'
import classes from './plan-view.module.css'

const PLACE_WORDS: Readonly<Record<PlanPlace, string>> = { there: '↗ in the database', here: '⌂ here', both: '⇄ both', neutral: '' }
const PLACE_COLOURS: Readonly<Record<PlanPlace, string>> = { there: 'grape', here: 'water', both: 'orange', neutral: 'gray' }

/** What EXPLAIN says, as a tree: what is asked of each database, and what is done here. */
export function PlanView({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div className={classes['plan']}>
      {planTree(lines).map((node, at) => (
        <PlanItem key={`${at} ${node.text}`} node={node} />
      ))}
    </div>
  )
}

function PlanItem({ node }: { readonly node: PlanNode }) {
  const head = (
    <>
      {node.place === 'neutral' ? null : (
        <Badge size="sm" variant="light" color={PLACE_COLOURS[node.place]} mr="xs" tt="none">
          {PLACE_WORDS[node.place]}
        </Badge>
      )}
      {node.label === '' ? null : <strong>{node.label}: </strong>}
      {node.label === 'asked there' ? <Code className={classes['asked']}>{visible(node.text)}</Code> : visible(node.text)}
    </>
  )
  if (node.children.length === 0) return <div className={classes['leaf']}>{head}</div>
  return (
    <details open>
      <summary>{head}</summary>
      <div className={classes['inside']}>
        {node.children.map((child, at) => (
          <PlanItem key={`${at} ${child.text}`} node={child} />
        ))}
      </div>
    </details>
  )
}
