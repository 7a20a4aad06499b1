import type { Explanation } from '../../api/explanation.ts'
import { isRecord } from '../../api/fields.ts'
import type { Topology } from '../../api/topology.ts'
import classes from './explanation.module.css'
import { ExplanationSteps } from './explanation-steps.tsx'
import { RemedyCard } from './remedy-card.tsx'
import type { KnownConnection } from './remedy-ways.ts'
import { verdictWords } from './verdict.ts'

interface ExplanationViewProps {
  readonly explanation: Explanation
  /** After changes that nobody has made. */
  readonly isSupposed: boolean
  readonly topology: Topology | undefined
  readonly onDone?: () => void
  readonly onSuppose?: (wish: string) => void
}

/** Whether it is reached, step by step, and what would help. */
export function ExplanationView({ explanation, isSupposed, topology, onDone, onSuppose }: ExplanationViewProps) {
  const { good, sign, text } = verdictWords(explanation, isSupposed)
  return (
    <>
      <p
        tabIndex={-1}
        data-outcome
        className={`${classes['verdict']} ${good ? classes['good'] : classes['bad']}`}
        role="status"
        data-verdict={explanation.verdict}
      >
        <span aria-hidden="true">{sign} </span>
        {text}
      </p>
      <ExplanationSteps steps={explanation.steps} />
      {explanation.remedies.length === 0 ? null : (
        <>
          <h3>What would help</h3>
          <ul className={classes['steps']} aria-label="What would help">
            {explanation.remedies.map((remedy) => (
              <RemedyCard
                key={remedy.text}
                remedy={remedy}
                known={knownConnection(topology, remedy.data['connection'])}
                {...(onDone === undefined ? {} : { onDone })}
                {...(onSuppose === undefined ? {} : { onSuppose })}
              />
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function knownConnection(topology: Topology | undefined, named: unknown): KnownConnection | undefined {
  const found = isRecord(named) ? topology?.connections.find(({ id }) => id === named['id']) : undefined
  if (found === undefined) return undefined
  const queues = found.bindings.filter(({ kind }) => kind === 'queue').map(({ name }) => name)
  return { name: found.name, vpcId: found.vpcId, subnetId: found.subnetId, queues }
}
