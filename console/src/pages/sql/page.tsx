import type { EditorView } from '@codemirror/view'
import { Button, Group, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { splitStatements } from '../../../../src/base/sql-text/split-statements.ts'
import { statementAt } from '../../../../src/client/sql-text/statement-at.ts'
import { databasesQuery } from '../../api/catalog.ts'
import { queueNamesQuery } from '../../api/queue-names.ts'
import { UnchosenQueue } from '../../components/unchosen-queue.tsx'
import { keepQueue, useMeantQueue } from '../../session/chosen-queue.ts'
import { CatalogTree } from './catalog-tree/catalog-tree.tsx'
import { SqlEditor } from './editor/sql-editor.tsx'
import { formatSql } from './format/format-sql.ts'
import classes from './page.module.css'
import { confOf } from './parameters/find-parameters.ts'
import { ParameterFields } from './parameters/parameter-fields.tsx'
import { ResultsPane } from './results/results-pane.tsx'
import { type PlacedStatement, placedStatement, statementsWithin } from './run/placed-statement.ts'
import { runBatch } from './run/run-batch.ts'
import { shareLink } from './share/share-link.ts'
import { useSharedLink } from './share/use-shared-link.ts'
import { TabBar } from './tabs/tab-bar.tsx'
import type { SqlTab } from './tabs/tabs.ts'
import { changeTabs, useTabs } from './tabs/use-tabs.ts'

/** What of the text is run. */
type Part = 'chosen' | 'all'

export function Page() {
  const tabs = useTabs()
  const wrong = useSharedLink()
  const tab = tabs.open.find(({ id }) => id === tabs.active) ?? tabs.open[0]
  return (
    <div className={classes['page']}>
      <div className={classes['bar']}>
        <h1>SQL</h1>
        <TabBar tabs={tabs} />
      </div>
      {wrong === '' ? null : <p role="alert">{wrong}</p>}
      {tab === undefined ? null : <OpenTab tab={tab} />}
    </div>
  )
}

function OpenTab({ tab }: { readonly tab: SqlTab }) {
  const queues = useQuery(queueNamesQuery)
  const databases = useQuery(databasesQuery)
  const view = useRef<EditorView>(null)
  const [told, setTold] = useState('')
  const meant = useMeantQueue(queues.data ?? [])
  const queue = tab.queue === '' ? meant.name : tab.queue
  const isUnchosen = tab.queue === '' && !meant.isChosen && queue !== ''
  const change = (changed: Partial<Omit<SqlTab, 'id' | 'revision'>>): void => changeTabs({ kind: 'changed', id: tab.id, change: changed })

  function choose(name: string): void {
    keepQueue(name)
    change({ queue: name })
  }

  function run(part: Part, isPlan = false): void {
    setTold('')
    const statements = statementsOf(view.current, tab.sql, part)
    if (statements.length === 0) {
      setTold('There is no statement to run')
      return
    }
    // It stays where it has run, whichever queue is chosen elsewhere.
    if (tab.queue === '' && meant.isChosen) change({ queue })
    const batch = statements.map((statement) => ({ ...statement, conf: confOf(statement.sql, tab.parameters) }))
    void runBatch({ tabId: tab.id, statements: batch, queue, database: tab.database, isPlan })
  }

  async function format(): Promise<void> {
    try {
      change({ sql: await formatSql(tab.sql) })
      setTold('')
    } catch (failure) {
      setTold(failure instanceof Error ? (failure.message.split('\n')[0] ?? '') : 'It cannot be formatted')
    }
  }

  async function share(): Promise<void> {
    try {
      const link = await shareLink(location.href, { name: tab.name, sql: tab.sql, queue, database: tab.database })
      history.replaceState(history.state, '', link)
      await navigator.clipboard.writeText(link)
      setTold('The link is in the clipboard. It holds the text, and no rows')
    } catch (failure) {
      setTold(failure instanceof RangeError ? failure.message : 'The link is in the address of the page')
    }
  }

  const named = (names: readonly string[], chosen: string): readonly string[] =>
    names.includes(chosen) || chosen === '' ? names : [chosen, ...names]
  return (
    <div className={classes['sides']}>
      <CatalogTree insert={(name) => insertInto(view.current, name)} />
      <div className={classes['work']}>
        <Group gap="xs" align="end">
          <Button size="xs" disabled={queue === ''} onClick={() => run('chosen')}>
            Run
          </Button>
          <Button size="xs" variant="default" disabled={queue === ''} onClick={() => run('all')}>
            Run all
          </Button>
          <Button size="xs" variant="default" disabled={queue === ''} onClick={() => run('chosen', true)}>
            Explain
          </Button>
          <Button size="xs" variant="default" onClick={() => void format()}>
            Format
          </Button>
          <Button size="xs" variant="default" onClick={() => void share()}>
            Share
          </Button>
          <NativeSelect
            size="xs"
            aria-label="Queue"
            value={queue}
            data={[...named(queues.data ?? [], queue)]}
            {...(isUnchosen ? { 'aria-describedby': 'unchosen-queue' } : {})}
            onChange={({ currentTarget: { value } }) => choose(value)}
          />
          {isUnchosen ? <UnchosenQueue id="unchosen-queue" queue={queue} onKeep={choose} /> : null}
          <NativeSelect
            size="xs"
            aria-label="Database"
            value={tab.database}
            data={[{ value: '', label: 'database of the session' }, ...named(databases.data?.map(({ name }) => name) ?? [], tab.database)]}
            onChange={(event) => change({ database: event.currentTarget.value })}
          />
          <span role="status">{told}</span>
        </Group>
        <ParameterFields sql={tab.sql} values={tab.parameters} changed={(parameters) => change({ parameters })} />
        <div id="sql-text" role="tabpanel" aria-label={tab.name} className={classes['editor']}>
          <SqlEditor
            tabId={tab.id}
            sql={tab.sql}
            changed={(sql) => change({ sql })}
            changes={databases.dataUpdatedAt}
            settings={{ database: tab.database, parameters: tab.parameters }}
            commands={{
              run: () => run('chosen'),
              runAll: () => run('all'),
              explain: () => run('chosen', true),
              format: () => void format(),
            }}
            view={view}
          />
        </div>
        <div className={classes['results']}>
          <ResultsPane key={tab.id} tabId={tab.id} />
        </div>
      </div>
    </div>
  )
}

/** What is selected, or the statement at the cursor; or all of them. */
function statementsOf(view: EditorView | null, kept: string, part: Part): readonly PlacedStatement[] {
  // Of one moment with what is selected: what is kept is what was typed a moment ago.
  const sql = view?.state.doc.toString() ?? kept
  const range = view?.state.selection.main
  if (part === 'chosen' && range !== undefined && !range.empty) return statementsWithin(sql, range)
  const statements = splitStatements(sql)
  if (part === 'all') return statements.map(placedStatement)
  const one = statementAt(sql, statements, range?.head ?? 0)
  return one === undefined ? [] : [placedStatement(one)]
}

function insertInto(view: EditorView | null, name: string): void {
  if (view === null) return
  view.dispatch(view.state.replaceSelection(name))
  view.focus()
}
