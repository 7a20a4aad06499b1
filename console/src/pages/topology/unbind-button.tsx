import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionShown } from '../../api/topology.ts'
import { ChangeButton } from '../../components/changes/change-button.tsx'
import { bindRequest, type Holder } from './bind-request.ts'
import { WhatBreaks } from './what-breaks.tsx'

interface UnbindButtonProps {
  readonly holder: Holder
  readonly connection: ConnectionShown
}

/** Shows what breaks, and asks, before it unbinds. */
export function UnbindButton({ holder, connection }: UnbindButtonProps) {
  const [isAsking, setAsking] = useState(false)
  if (!isAsking) {
    return (
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        Unbind…
      </Button>
    )
  }
  return (
    <div>
      <WhatBreaks connectionId={connection.id} queue={holder.kind === 'queue' ? holder.name : undefined} />
      <ChangeButton label={`Unbind ${holder.name}`} change={bindRequest('disassociate-queue', connection.id, holder)} foretells />
      <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>
        Leave it bound
      </Button>
    </div>
  )
}
