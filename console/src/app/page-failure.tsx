import { Button } from '@mantine/core'
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
