import { Button } from '@mantine/core'
import type { ApiRequest } from '../../api/request.ts'
import { ErrorPanel } from '../error-panel.tsx'
import { ForecastWarning } from './forecast-warning.tsx'
import { useChange } from './use-change.ts'

interface ChangeButtonProps {
  readonly label: string
  readonly change: ApiRequest
  /** The call says with dry_run=true what it would do to what is expected: it is asked first. */
  readonly foretells: boolean
  readonly disabled?: boolean
  readonly variant?: 'filled' | 'default'
  readonly onDone?: () => void
}

/** Makes a change that is described beside it; where it would break what is expected, says so before, and asks. */
export function ChangeButton({ label, change, foretells, disabled = false, variant = 'filled', onDone }: ChangeButtonProps) {
  const { doing, begin, goOn, leave } = useChange(change, { foretells, onDone: () => onDone?.() })
  return (
    <div>
      {doing.kind === 'asking' ? (
        <ForecastWarning label={label} forecast={doing.forecast} goOn={goOn} leave={leave} />
      ) : (
        <Button size="xs" variant={variant} disabled={disabled} loading={doing.kind === 'busy'} onClick={begin}>
          {label}
        </Button>
      )}
      <span role="status">{doing.kind === 'done' ? ' Done.' : ''}</span>
      {doing.kind === 'failed' ? <ErrorPanel failure={doing.failure} /> : null}
    </div>
  )
}
