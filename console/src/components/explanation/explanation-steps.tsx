import type { ExplanationStep } from '../../api/explanation.ts'
import classes from './explanation.module.css'

const SIGNS = { passed: '✓', failed: '✕', 'not-reached': '–' } as const
const WORDS = { passed: 'passed', failed: 'failed', 'not-reached': 'not reached' } as const

/** The steps of a decision, and of the dial behind it, with what was seen and the number of the rule. */
export function ExplanationSteps({ steps }: { readonly steps: readonly ExplanationStep[] }) {
  return (
    <ol className={classes['steps']} aria-label="Steps">
      {steps.map((step) => (
        <li key={step.step} className={classes['step']} data-outcome={step.outcome} data-step={step.step}>
          <span aria-hidden="true" className={colourOf(step.outcome)}>
            {SIGNS[step.outcome]}
          </span>
          <span>
            <span className={classes['name']}>{step.step}</span>
            <span className="sr-only"> {WORDS[step.outcome]}: </span>
          </span>
          <p>
            <span data-part="seen">{step.seen}</span> <StepNote step={step} />
          </p>
          {step.found === undefined ? null : <Found found={step.found} />}
        </li>
      ))}
    </ol>
  )
}

function StepNote({ step: { rule, tookMs } }: { readonly step: ExplanationStep }) {
  const notes = [rule === undefined ? '' : `rule ${rule}`, tookMs === undefined || tookMs < 1 ? '' : `${Math.round(tookMs)} ms`]
  const text = notes.filter((note) => note !== '').join(', ')
  return text === '' ? null : <span className={classes['rule']}>({text})</span>
}

function Found({ found }: { readonly found: Readonly<Record<string, unknown>> }) {
  return (
    <dl className={classes['found']}>
      {Object.entries(found).map(([name, value]) => (
        <FoundEntry key={name} name={name.replaceAll('_', ' ')} text={textOf(value)} />
      ))}
    </dl>
  )
}

const FoundEntry = ({ name, text }: { readonly name: string; readonly text: string }) => (
  <>
    <dt className={classes['quiet']}>{name}</dt>
    <dd>{text}</dd>
  </>
)

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return JSON.stringify(value)
}

function colourOf(outcome: ExplanationStep['outcome']): string | undefined {
  switch (outcome) {
    case 'passed':
      return classes['good']
    case 'failed':
      return classes['bad']
    case 'not-reached':
      return classes['quiet']
  }
}
