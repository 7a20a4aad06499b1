import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { PROBE_PROTOCOLS } from '../../../../src/base/probe-protocols.ts'
import { type Explanation, explain } from '../../api/explanation.ts'
import type { Topology } from '../../api/topology.ts'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { ExplanationView } from '../../components/explanation/explanation-view.tsx'
import classes from './doctor.module.css'

interface DialViewProps {
  readonly queue: string
  readonly address: string
  readonly topology: Topology | undefined
}

type Dial =
  | { readonly kind: 'none' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'done'; readonly explanation: Explanation }
  | { readonly kind: 'failed'; readonly failure: unknown }

/** Goes on behind the policy: the dial, TLS, the greeting, and the log-in where an authentication is named. It is in the audit. */
export function DialView({ queue, address, topology }: DialViewProps) {
  const [protocol, setProtocol] = useState('')
  const [authInfo, setAuthInfo] = useState('')
  const [database, setDatabase] = useState('')
  const [dial, setDial] = useState<Dial>({ kind: 'none' })
  const running = useRef<AbortController>(undefined)
  // Who goes away ends the dial.
  useEffect(() => () => running.current?.abort(), [])

  function run(): void {
    running.current?.abort()
    const abort = new AbortController()
    running.current = abort
    setDial({ kind: 'busy' })
    explain({ queue, address, dial: { protocol, authInfo: authInfo.trim(), database: database.trim() } }, abort.signal).then(
      (explanation) => setDial({ kind: 'done', explanation }),
      (failure: unknown) => setDial(abort.signal.aborted ? { kind: 'none' } : { kind: 'failed', failure }),
    )
  }

  return (
    <>
      <h3>Dial it</h3>
      <div className={classes['form']}>
        <NativeSelect
          size="xs"
          label="Protocol"
          value={protocol}
          onChange={(event) => setProtocol(event.currentTarget.value)}
          data={[{ value: '', label: 'by the port' }, ...PROBE_PROTOCOLS]}
        />
        <TextInput
          size="xs"
          label="Log in with"
          placeholder="datasource authentication"
          value={authInfo}
          onChange={(event) => setAuthInfo(event.currentTarget.value)}
        />
        <TextInput size="xs" label="Database" value={database} onChange={(event) => setDatabase(event.currentTarget.value)} />
        {dial.kind === 'busy' ? (
          <Button size="xs" variant="default" onClick={() => running.current?.abort()}>
            Stop
          </Button>
        ) : (
          <Button size="xs" onClick={run}>
            Dial
          </Button>
        )}
      </div>
      {dial.kind === 'busy' ? <p role="status">It is being dialled…</p> : null}
      {dial.kind === 'failed' ? <ErrorPanel failure={dial.failure} /> : null}
      {dial.kind === 'done' ? <ExplanationView explanation={dial.explanation} isSupposed={false} topology={topology} /> : null}
    </>
  )
}
