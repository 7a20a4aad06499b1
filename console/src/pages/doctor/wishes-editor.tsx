import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Topology } from '../../api/topology.ts'
import { wishText } from '../../components/explanation/what-if.ts'
import classes from './doctor.module.css'

interface WishesEditorProps {
  readonly wishes: readonly string[]
  readonly topology: Topology | undefined
  readonly onChange: (wishes: readonly string[]) => void
}

const KINDS = [
  { value: 'bind', label: 'it were bound to' },
  { value: 'unbind', label: 'it were not bound to' },
  { value: 'host', label: 'a host entry were there' },
  { value: 'route', label: 'a route were there' },
  { value: 'port', label: 'a port were let through' },
] as const

const EXAMPLES: Readonly<Record<string, string>> = { host: 'pg-orders=192.168.0.10', route: '10.1.0.0/16', port: '5432' }

/** Changes that are only supposed, one after the other. */
export function WishesEditor({ wishes, topology, onChange }: WishesEditorProps) {
  const [kind, setKind] = useState<string>('bind')
  const [connection, setConnection] = useState('')
  const [what, setWhat] = useState('')
  const isBinding = kind === 'bind' || kind === 'unbind'
  const names = topology?.connections.map(({ name }) => name) ?? []

  function add(event: FormEvent): void {
    event.preventDefault()
    const of = connection === '' ? '' : `@${connection}`
    onChange([...wishes, isBinding ? `${kind}:${connection}` : `${kind}:${what.trim()}${of}`])
    setWhat('')
  }

  return (
    <>
      {wishes.length === 0 ? <p className={classes['quiet']}>Suppose changes: nothing is changed, and nothing is dialled.</p> : null}
      <ul className={classes['chips']} aria-label="Supposed">
        {wishes.map((wish, at) => (
          // The same twice is the same: its place tells it apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: of two alike either may go.
          <li key={`${at} ${wish}`}>
            {wishText(wish)}
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={`Do not suppose: ${wishText(wish)}`}
              onClick={() => onChange(wishes.filter((_, other) => other !== at))}
            >
              ✕
            </Button>
          </li>
        ))}
      </ul>
      <form className={classes['form']} onSubmit={add}>
        <NativeSelect size="xs" label="If" value={kind} onChange={(event) => setKind(event.currentTarget.value)} data={[...KINDS]} />
        {isBinding ? null : (
          <TextInput
            size="xs"
            label="What"
            required
            placeholder={EXAMPLES[kind] ?? ''}
            value={what}
            onChange={(event) => setWhat(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          size="xs"
          label="Connection"
          required={isBinding}
          value={connection}
          onChange={(event) => setConnection(event.currentTarget.value)}
          data={[{ value: '', label: isBinding ? 'choose…' : 'the one that is bound' }, ...names]}
        />
        <Button size="xs" type="submit" variant="default">
          Suppose it
        </Button>
      </form>
    </>
  )
}
