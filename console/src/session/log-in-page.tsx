import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, Fragment, useId, useRef, useState } from 'react'
import { ErrorPanel } from '../components/error-panel.tsx'
import classes from './log-in-page.module.css'
import { type LogIn, logIn } from './session-store.ts'

/** @param why what ended the session before, if any */
export function LogInPage({ why }: { readonly why: string | undefined }) {
  const [way, setWay] = useState<LogIn['kind']>('password')
  const [failure, setFailure] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const heading = useId()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (form.current === null) return
    const given = new FormData(form.current)
    const text = (name: string): string => String(given.get(name) ?? '').trim()
    setBusy(true)
    setFailure(undefined)
    try {
      await logIn(
        way === 'password'
          ? { kind: 'password', user: text('user'), domain: text('domain'), password: String(given.get('password') ?? '') }
          : { kind: 'key', accessKey: text('access_key'), secretKey: text('secret_key') },
      )
    } catch (thrown) {
      setFailure(thrown)
      setBusy(false)
    }
  }

  return (
    <main className={classes['page']}>
      <form ref={form} className={classes['form']} aria-labelledby={heading} onSubmit={(event) => void submit(event)}>
        <h1 id={heading}>Causeway</h1>
        {why === undefined ? null : <p role="status">{why}</p>}
        {way === 'password' ? (
          // Of its own key: else what was typed as a password stands in the field of the secret key.
          <Fragment key="password">
            <TextInput name="user" label="User" autoComplete="username" required autoFocus />
            <PasswordInput name="password" label="Password" autoComplete="current-password" required />
            <TextInput name="domain" label="Domain" description="Only where there are several" autoComplete="organization" />
          </Fragment>
        ) : (
          <Fragment key="key">
            <TextInput name="access_key" label="Access key" autoComplete="off" required autoFocus />
            <PasswordInput name="secret_key" label="Secret key" autoComplete="off" required />
          </Fragment>
        )}
        {failure === undefined ? null : <ErrorPanel failure={failure} />}
        <Button type="submit" loading={isBusy}>
          Log in
        </Button>
        <Button variant="subtle" onClick={() => setWay(way === 'password' ? 'key' : 'password')}>
          {way === 'password' ? 'Use an access key' : 'Use a password'}
        </Button>
        <p className={classes['note']}>
          The first start of the server has printed a user and a password. On its machine <code>causeway user password NAME</code> sets
          another one.
        </p>
      </form>
    </main>
  )
}
