import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ForecastWarning } from '../changes/forecast-warning.tsx'
import { useChange } from '../changes/use-change.ts'
import { Dialog } from '../dialog.tsx'
import { ErrorPanel } from '../error-panel.tsx'
import { Facts } from '../facts.tsx'
import { RequestPreview } from '../request-preview.tsx'
import type { Action, Secret } from './action.ts'
import { ActionField } from './action-field.tsx'
import classes from './action-form.module.css'
import { type Entered, initialValues, shownFields, valuesOf } from './form-values.ts'

interface ActionFormProps {
  readonly action: Action
  readonly close: () => void
}

/** The form of an action, with what it will send. */
export default function ActionForm({ action, close }: ActionFormProps) {
  const { label, intro, fields = [], isDanger = false, confirm, wrong, foretells = false, stale } = action
  const [entered, setEntered] = useState<Entered>(() => initialValues(fields))
  const [confirmed, setConfirmed] = useState('')
  const [once, setOnce] = useState<readonly Secret[]>()
  const values = valuesOf(entered)
  const planned = action.request(values)
  const { doing, begin, goOn, leave } = useChange(planned, { foretells, stale, onDone: finish })

  function finish(answer: unknown): void {
    action.onDone?.(answer, values)
    const shown = action.shownOnce?.(answer) ?? []
    if (shown.length === 0) close()
    else setOnce(shown)
  }

  if (once !== undefined) {
    return (
      <Dialog title={label} close={close}>
        <p role="status">This is shown once: keep it now.</p>
        <Facts facts={once.map(({ name, value }) => ({ name, value: <code>{value}</code> }))} />
        <Button onClick={close}>Done</Button>
      </Dialog>
    )
  }
  const problem = wrong?.(values)
  const isHeld = problem !== undefined || (confirm !== undefined && confirmed !== confirm)
  return (
    <Dialog title={label} close={close}>
      <form
        className={classes['form']}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (!isHeld) begin()
        }}
      >
        {intro === undefined ? null : <p>{intro}</p>}
        {shownFields(fields, values).map((field) => (
          <ActionField
            key={field.name}
            field={field}
            value={entered[field.name]}
            onChange={(value) => setEntered((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        {confirm === undefined ? null : (
          <TextInput
            label={`Type ${confirm}`}
            value={confirmed}
            autoComplete="off"
            onChange={(event) => setConfirmed(event.currentTarget.value)}
          />
        )}
        {wrong === undefined ? null : <div role="status">{problem}</div>}
        <RequestPreview request={planned} />
        {doing.kind === 'failed' ? <ErrorPanel failure={doing.failure} /> : null}
        {doing.kind === 'asking' ? (
          <ForecastWarning label={label} forecast={doing.forecast} goOn={goOn} leave={leave} />
        ) : (
          <div className={classes['buttons']}>
            <Button type="submit" loading={doing.kind === 'busy'} disabled={isHeld} {...(isDanger ? { color: 'red.9' } : {})}>
              {label}
            </Button>
            <Button variant="default" onClick={close}>
              Leave it
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  )
}
