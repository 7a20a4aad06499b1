import { Button, Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { queryClient } from '../../api/query-client.ts'
import { type ApiRequest, request } from '../../api/request.ts'
import { ErrorPanel } from '../error-panel.tsx'
import { type Fact, Facts } from '../facts.tsx'
import { RequestPreview } from '../request-preview.tsx'
import classes from './action-button.module.css'
import { type Entered, type FieldSpec, type FormValues, initialValues, valuesOf } from './form-values.ts'

export interface Action {
  /** Of the button, and of the form that it opens. */
  readonly label: string
  /** What it does, where the label does not say it all. */
  readonly intro?: ReactNode
  /** It takes something away. */
  readonly isDanger?: boolean
  readonly fields?: readonly FieldSpec[]
  readonly request: (values: FormValues) => ApiRequest
  /** The first parts of the query keys that it makes old. */
  readonly stale: readonly string[]
  /** What the answer shows this once. */
  readonly shownOnce?: (answer: unknown) => readonly Fact[]
  readonly onDone?: (answer: unknown) => void
}

/** A button that opens a form with what it will send, and sends it. */
export function ActionButton({ action, isSmall = false }: { readonly action: Action; readonly isSmall?: boolean }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        size={isSmall ? 'compact-sm' : 'sm'}
        variant={action.isDanger === true ? 'default' : isSmall ? 'default' : 'filled'}
        onClick={() => setOpen(true)}
      >
        {action.label}
      </Button>
      {isOpen ? <ActionDialog action={action} close={() => setOpen(false)} /> : null}
    </>
  )
}

function ActionDialog({ action, close }: { readonly action: Action; readonly close: () => void }) {
  const { label, intro, fields = [], isDanger = false } = action
  const [entered, setEntered] = useState<Entered>(() => initialValues(fields))
  const [failure, setFailure] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const [once, setOnce] = useState<readonly Fact[]>()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()

  useEffect(() => dialog.current?.showModal(), [])

  const planned = action.request(valuesOf(entered))

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    try {
      const answer = await request(planned.method, planned.path, planned.body)
      await Promise.all(action.stale.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
      action.onDone?.(answer)
      const shown = action.shownOnce?.(answer) ?? []
      if (shown.length === 0) close()
      else setOnce(shown)
    } catch (thrown) {
      setFailure(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <dialog ref={dialog} className={classes['dialog']} aria-labelledby={heading} onClose={close}>
      <h2 id={heading}>{label}</h2>
      {once === undefined ? (
        <form className={classes['form']} onSubmit={(event) => void submit(event)}>
          {intro === undefined ? null : <div>{intro}</div>}
          {fields.map((field) => (
            <Field
              key={field.name}
              field={field}
              value={entered[field.name]}
              onChange={(value) => setEntered((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
          <RequestPreview request={planned} />
          {failure === undefined ? null : <ErrorPanel failure={failure} />}
          <div className={classes['buttons']}>
            <Button type="submit" loading={isBusy} {...(isDanger ? { color: 'red.9' } : {})}>
              {label}
            </Button>
            <Button variant="default" onClick={close}>
              Leave it
            </Button>
          </div>
        </form>
      ) : (
        <>
          <p role="status">This is shown once: keep it now.</p>
          <Facts facts={once} />
          <Button onClick={close}>Done</Button>
        </>
      )}
    </dialog>
  )
}

interface FieldProps {
  readonly field: FieldSpec
  readonly value: string | boolean | undefined
  readonly onChange: (value: string | boolean) => void
}

function Field({ field, value, onChange }: FieldProps) {
  const { label, description } = field
  const words = {
    label,
    ...(description === undefined ? {} : { description }),
    ...(field.isRequired === true ? { required: true } : {}),
  }
  const text = typeof value === 'string' ? value : ''
  switch (field.kind) {
    case 'text':
      return <TextInput {...words} value={text} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />
    case 'number':
      return (
        <TextInput
          {...words}
          value={text}
          inputMode="numeric"
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'password':
      return <PasswordInput {...words} value={text} autoComplete="new-password" onChange={(event) => onChange(event.currentTarget.value)} />
    case 'lines':
      return <Textarea {...words} value={text} rows={4} onChange={(event) => onChange(event.currentTarget.value)} />
    case 'choice':
      return <NativeSelect {...words} value={text} data={[...field.options]} onChange={(event) => onChange(event.currentTarget.value)} />
    case 'flag':
      return <Checkbox {...words} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
  }
}
