import { useEffect, useRef } from 'react'
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
  const verdict = useRef<HTMLParagraphElement>(null)
  const hadFocus = useRef(false)
  // A remedy goes with what it has done, and the focus with its button, of which no event tells: who works by the keyboard goes on at what came of it.
  useEffect(() => {
    if (explanation.remedies.length > 0 || !hadFocus.current) return
    hadFocus.current = false
    if (document.activeElement === document.body) verdict.current?.focus()
  }, [explanation])
  return (
    <>
      <p
        ref={verdict}
        tabIndex={-1}
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
          <ul
            className={classes['steps']}
            aria-label="What would help"
            onFocus={() => {
              hadFocus.current = true
            }}
            // A button that is busy loses the focus to nothing.
            onBlur={({ target, relatedTarget }) => {
              hadFocus.current = relatedTarget === null && target.matches(':disabled, [data-disabled], [data-loading]')
            }}
          >
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
