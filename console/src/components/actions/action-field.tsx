import { Checkbox, FileInput, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core'
import classes from './action-form.module.css'
import { type EnteredValue, type FieldSpec, isNames } from './form-values.ts'

interface ActionFieldProps {
  readonly field: FieldSpec
  readonly value: EnteredValue | undefined
  readonly onChange: (value: EnteredValue) => void
}

export function ActionField({ field, value, onChange }: ActionFieldProps) {
  const { label, description } = field
  const words = {
    label,
    ...(description === undefined ? {} : { description }),
    ...(field.isRequired === true ? { required: true } : {}),
  }
  const text = typeof value === 'string' ? value : ''
  const typed = {
    value: text,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value),
  }
  switch (field.kind) {
    case 'text':
      return <TextInput {...words} {...typed} autoComplete="off" />
    case 'number':
      return <TextInput {...words} {...typed} inputMode="numeric" autoComplete="off" />
    case 'date':
      return <TextInput {...words} {...typed} type="date" />
    case 'password':
      return <PasswordInput {...words} {...typed} autoComplete="new-password" />
    case 'lines':
    case 'whole-text':
      return <Textarea {...words} {...typed} rows={4} spellCheck={false} />
    case 'choice':
      return <NativeSelect {...words} {...typed} data={[...field.options]} />
    case 'file':
      return <FileInput {...words} onChange={(file) => onChange(file ?? '')} />
    case 'flag':
      return <Checkbox {...words} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
    case 'choices': {
      const chosen = isNames(value) ? value : []
      return (
        <fieldset className={classes['choices']}>
          <legend>{label}</legend>
          {field.options.map((option) => (
            <Checkbox
              key={option.value}
              label={option.label}
              checked={chosen.includes(option.value)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...chosen, option.value] : chosen.filter((other) => other !== option.value))
              }
            />
          ))}
        </fieldset>
      )
    }
  }
}
