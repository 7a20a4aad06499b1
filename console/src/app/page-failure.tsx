import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ErrorPanel } from '../components/error-panel.tsx'

/** A page that could not be shown: its program has failed, or could not be loaded as the console was built anew meanwhile. */
export function PageFailure({ error }: { readonly error: unknown }) {
  return (
    <>
      <h1>This page cannot be shown</h1>
      <ErrorPanel failure={error} />
      <p>
        <Button onClick={() => location.reload()}>Load it again</Button>
      </p>
    </>
  )
}

export function PageMissing() {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        <Link to="/topology">Go to the topology</Link>
      </p>
    </>
  )
}
