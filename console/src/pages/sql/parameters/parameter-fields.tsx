import { Group, Text, TextInput } from '@mantine/core'
import { findParameters } from './find-parameters.ts'

interface ParameterFieldsProps {
  readonly sql: string
  readonly values: Readonly<Record<string, string>>
  readonly changed: (values: Readonly<Record<string, string>>) => void
}

/** A field for each ${name} of the text. */
export function ParameterFields({ sql, values, changed }: ParameterFieldsProps) {
  const { own, global } = findParameters(sql)
  if (own.length === 0 && global.length === 0) return null
  return (
    <Group gap="xs" align="end" role="group" aria-label="Parameters">
      {own.map((name) => (
        <TextInput
          key={name}
          size="xs"
          label={name}
          placeholder="nothing"
          value={values[name] ?? ''}
          onChange={(event) => changed({ ...values, [name]: event.currentTarget.value })}
        />
      ))}
      {global.length === 0 ? null : (
        <Text size="xs" c="dimmed">
          {global.map((name) => `{{${name}}}`).join(', ')} {global.length === 1 ? 'is a variable' : 'are variables'} of the project
        </Text>
      )}
    </Group>
  )
}
