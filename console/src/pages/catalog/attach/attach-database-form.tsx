import { Box, Button, Code, Group, List, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { attachDatabase } from '../../../../../src/client/attach/attach-database.ts'
import type { DatabasePlan } from '../../../../../src/client/attach/database-plan.ts'
import { NO_NETWORKS } from '../../../../../src/client/attach/known-networks.ts'
import { CATALOG_KEY } from '../../../api/catalog.ts'
import { projectId } from '../../../api/credentials.ts'
import { boundableQueues, queueNamesQuery } from '../../../api/queue-names.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { useOpenInEditor } from '../../sql/share/use-open-in-editor.ts'
import { askApi } from './ask-api.ts'
import { type AttachForm, attachCheck, attachLine, type FieldName } from './attach-check.ts'
import { explainedLines } from './explained-lines.ts'
import { takenNamesQuery } from './taken-names.ts'

const EMPTY: AttachForm = { url: '', name: '', queue: '', address: '', schema: '', password: '' }

type Progress =
  | { readonly kind: 'typed' }
  | { readonly kind: 'going'; readonly steps: readonly string[] }
  | {
      readonly kind: 'done'
      readonly steps: readonly string[]
      readonly plan: DatabasePlan
      readonly next: { readonly isWhole: boolean; readonly statement: string; readonly isEmpty: boolean }
      readonly queue: string
    }
  | { readonly kind: 'failed'; readonly steps: readonly string[]; readonly failure: unknown }

/** VPC, subnet, attachment, connection, credential and database in one step, as `causeway attach-database` does it; tested while one types, and undone whole where a step fails. */
export function AttachDatabaseForm({ close }: { readonly close: () => void }) {
  const openStatement = useOpenInEditor()
  const [form, setForm] = useState<AttachForm>(EMPTY)
  const [touched, setTouched] = useState<ReadonlySet<FieldName>>(new Set())
  const [progress, setProgress] = useState<Progress>({ kind: 'typed' })
  const client = useQueryClient()
  const written = useRef<HTMLFormElement>(null)
  const queues = useQuery(queueNamesQuery)
  const taken = useQuery(takenNamesQuery)
  const own = boundableQueues(queues.data ?? [])
  const filled = { ...form, queue: form.queue === '' && own.length === 1 ? (own[0] ?? '') : form.queue }
  const { wrong, plan } = attachCheck(filled, taken.data)
  const needsAddress = filled.address.trim() !== '' || wrong.address !== undefined

  const field = (name: FieldName) => ({
    value: filled[name],
    // Once it is attached the names are taken, by it.
    error: touched.has(name) && progress.kind !== 'done' ? wrong[name] : undefined,
    onBlur: () => setTouched(new Set(touched).add(name)),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const { value } = event.currentTarget
      setForm({ ...form, [name]: value })
      // What is typed is judged while it is typed, once there is something.
      if (value.length > 2) setTouched(new Set(touched).add(name))
    },
  })
  // Not the browser's own: what is missing is said beside the field.
  const needed = { withAsterisk: true, 'aria-required': true } as const

  async function attach(event: FormEvent): Promise<void> {
    event.preventDefault()
    const project = projectId()
    setTouched(new Set<FieldName>(['url', 'name', 'queue', 'address', 'password']))
    if (plan === undefined) requestAnimationFrame(() => written.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
    if (plan === undefined || project === undefined) return
    const steps: string[] = []
    const tell = (text: string): void => {
      steps.push(text)
      setProgress({ kind: 'going', steps: [...steps] })
    }
    setProgress({ kind: 'going', steps: [] })
    try {
      const done = await attachDatabase(askApi, {
        project: encodeURIComponent(project),
        plan,
        networks: taken.data?.networks ?? NO_NETWORKS,
        queue: filled.queue,
        password: filled.password,
        tell,
        explainedText: explainedLines,
      })
      setProgress({ kind: 'done', steps, ...done, queue: filled.queue })
    } catch (failure) {
      setProgress({ kind: 'failed', steps, failure })
    }
    for (const key of [CATALOG_KEY, 'vpcs', 'connections', 'credentials', 'reach', 'attach'])
      void client.invalidateQueries({ queryKey: [key] })
  }

  const isGoing = progress.kind === 'going'
  return (
    <Dialog close={close} isHeld={isGoing} title="Attach a database">
      <form ref={written} onSubmit={(event) => void attach(event)}>
        <Stack gap="sm">
          <TextInput label="URL" placeholder="postgres://user@db.internal:5432/shop" autoComplete="off" {...needed} {...field('url')} />
          <TextInput
            label="Address"
            description="IPv4, as the server reaches it; needed where the URL has a name"
            withAsterisk={needsAddress}
            aria-required={needsAddress}
            {...field('address')}
          />
          <TextInput
            label="Name"
            description="Of the VPC, the connection, the credential and the database"
            {...needed}
            {...field('name')}
          />
          <TextInput
            label="Schema"
            description="Whose tables: public of a PostgreSQL, the database of the URL of the others, where none is named"
            autoComplete="off"
            {...field('schema')}
          />
          <NativeSelect label="Queue" data={['', ...own]} {...needed} {...field('queue')} />
          <PasswordInput label="Password" autoComplete="off" {...needed} {...field('password')} />
        </Stack>
        {plan === undefined ? null : (
          <>
            <p>
              It would be dialled by {String(plan.attachment['kind'])} at {plan.address}:{plan.port}, and queues know it as {plan.host}. Its
              network is {plan.network}. The same by a shell:
            </p>
            <Code block tabIndex={0}>
              {attachLine(filled, plan)}
            </Code>
          </>
        )}
        <Group mt="md">
          <Button type="submit" loading={isGoing} disabled={progress.kind === 'done'}>
            Attach
          </Button>
          <Button variant="default" disabled={isGoing} onClick={close}>
            Close
          </Button>
        </Group>
      </form>
      <Box role="status" mt="md">
        {progress.kind === 'typed' ? null : (
          <List>
            {progress.steps.map((step) => (
              <List.Item key={step}>{step}</List.Item>
            ))}
          </List>
        )}
      </Box>
      {progress.kind === 'failed' ? <ErrorPanel failure={progress.failure} /> : null}
      {progress.kind === 'done' ? (
        <>
          {progress.next.isWhole ? (
            <p>
              <Link to="/catalog" search={{ database: progress.plan.name }}>
                {progress.plan.name}
              </Link>{' '}
              {progress.next.isEmpty ? 'has no table yet: what comes there later' : 'has all tables that there are'}, for statements on{' '}
              {progress.queue}. Which:
            </p>
          ) : (
            <p>
              The dial does not log in: a wrong password shows with the first table, or{' '}
              <Link to="/doctor" search={doctorQuestion(progress)}>
                in the doctor
              </Link>
              , by its log-in {progress.plan.name}. Name its tables, as
            </p>
          )}
          <Code block tabIndex={0}>
            {progress.next.statement}
          </Code>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              void openStatement({
                name: progress.plan.name,
                sql: progress.next.statement,
                queue: progress.queue,
                database: progress.plan.name,
              })
            }
          >
            Open it in the editor
          </Button>
        </>
      ) : null}
    </Dialog>
  )
}

const doctorQuestion = ({ plan, queue }: { readonly plan: DatabasePlan; readonly queue: string }) => ({
  queue,
  address: `${plan.host}:${plan.port}`,
})
