import { Button, Tabs, TextInput } from '@mantine/core'
import { useState } from 'react'
import { remedyCommand } from '../../../../src/client/remedy-command.ts'
import { projectId } from '../../api/credentials.ts'
import type { Remedy } from '../../api/explanation.ts'
import type { ApiRequest } from '../../api/request.ts'
import { curlOf } from '../../api/request-text.ts'
import { ChangeButton } from '../changes/change-button.tsx'
import { CopiedText } from '../copied-text.tsx'
import { blankLabel, blanksOf, filled } from './blanks.ts'
import classes from './explanation.module.css'
import { type KnownConnection, terraformOf } from './remedy-ways.ts'
import { wishOf } from './what-if.ts'

/** Calls that say what a change would do to what is expected. */
const FORETELL: ReadonlySet<string> = new Set([
  'bind-queue',
  'unbind-queue',
  'let-port-through',
  'add-route',
  'set-host-entry',
  'set-attachment',
])

interface RemedyCardProps {
  readonly remedy: Remedy
  readonly known: KnownConnection | undefined
  readonly onDone?: () => void
  /** Shows what would be if the remedy were done; absent where that cannot be shown. */
  readonly onSuppose?: (wish: string) => void
}

/** What would help: as a button, as a call, as a command, as Terraform. */
export function RemedyCard({ remedy, known, onDone, onSuppose }: RemedyCardProps) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const { request } = remedy
  const wish = wishOf(remedy)
  if (request === undefined) {
    return (
      <li className={classes['remedy']}>
        <p>{remedy.text}</p>
      </li>
    )
  }
  const blanks = blanksOf(request.body)
  const change: ApiRequest = { ...request, body: filled(request.body, values) }
  return (
    <li className={classes['remedy']}>
      <p>{sentenceOf(remedy, request)}</p>
      {blanks.length === 0 ? null : (
        <div className={classes['blanks']}>
          {blanks.map((blank) => (
            <TextInput
              key={blank}
              size="xs"
              label={blankLabel(blank)}
              value={values[blank] ?? ''}
              onChange={({ currentTarget: { value } }) => setValues((before) => withValue(before, blank, value))}
            />
          ))}
        </div>
      )}
      <div className={classes['actions']}>
        <ChangeButton
          label="Do it"
          change={change}
          foretells={FORETELL.has(remedy.kind)}
          disabled={blanksOf(change.body).length > 0}
          {...(onDone === undefined ? {} : { onDone })}
        />
        {onSuppose === undefined || wish === undefined ? null : (
          <Button size="xs" variant="default" onClick={() => onSuppose(wish)}>
            Would that be enough?
          </Button>
        )}
      </div>
      <Ways remedy={remedy} change={change} known={known} />
    </li>
  )
}

function Ways({ remedy, change, known }: Pick<RemedyCardProps, 'remedy' | 'known'> & { readonly change: ApiRequest }) {
  const terraform = terraformOf(remedy, change, known)
  return (
    <Tabs defaultValue="cli" keepMounted={false}>
      <Tabs.List aria-label="Other ways to do it">
        <Tabs.Tab value="cli">Command</Tabs.Tab>
        <Tabs.Tab value="curl">curl</Tabs.Tab>
        <Tabs.Tab value="terraform">Terraform</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="cli">
        <CopiedText label="Command" text={remedyCommand(remedy, change)} />
      </Tabs.Panel>
      <Tabs.Panel value="curl">
        <CopiedText label="curl" text={curlOf(change, location.origin, projectId() ?? '{project_id}')} />
      </Tabs.Panel>
      <Tabs.Panel value="terraform">
        {terraform.kind === 'none' ? <p>{terraform.why}</p> : <CopiedText label="Terraform" text={terraform.text} />}
      </Tabs.Panel>
    </Tabs>
  )
}

/** Without the request at its end, which stands below. */
const sentenceOf = ({ text }: Remedy, { method, path }: ApiRequest): string => {
  const at = text.indexOf(`: ${method} ${path}`)
  return at === -1 ? text : text.slice(0, at)
}

function withValue(before: Readonly<Record<string, string>>, blank: string, value: string): Readonly<Record<string, string>> {
  const { [blank]: _, ...others } = before
  return value === '' ? others : { ...others, [blank]: value }
}
