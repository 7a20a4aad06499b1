import { ActionIcon, Button, Group, Tabs as MantineTabs, Menu, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useStore } from '../../../api/store.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { focusNextEditor, forgetEditor } from '../editor/sql-editor.tsx'
import { isOver } from '../run/run.ts'
import { cancelBatch } from '../run/run-batch.ts'
import { forgetRuns, runsStore } from '../run/runs-store.ts'
import classes from './tab-bar.module.css'
import type { Tabs } from './tabs.ts'
import { changeTabs } from './use-tabs.ts'

/** The texts that are open; one that is closed can be had again. */
export function TabBar({ tabs }: { readonly tabs: Tabs }) {
  const runs = useStore(runsStore)
  const [renamed, setRenamed] = useState<string>()
  const active = tabs.open.find(({ id }) => id === tabs.active)

  function close(id: string): void {
    cancelBatch(id)
    forgetRuns(id)
    forgetEditor(id)
    changeTabs({ kind: 'closed', id, newId: crypto.randomUUID() })
  }

  return (
    <div className={classes['tabs']}>
      <MantineTabs
        value={tabs.active}
        onChange={(id) => {
          if (id !== null) changeTabs({ kind: 'activated', id })
        }}
      >
        <MantineTabs.List aria-label="Texts">
          {tabs.open.map(({ id, name }) => (
            <MantineTabs.Tab key={id} value={id} aria-controls="sql-text">
              {runs.get(id)?.every(isOver) === false ? '… ' : ''}
              {name}
            </MantineTabs.Tab>
          ))}
        </MantineTabs.List>
      </MantineTabs>
      <ActionIcon
        variant="subtle"
        aria-label="Open another tab"
        m={4}
        onClick={() => {
          focusNextEditor()
          changeTabs({ kind: 'opened', id: crypto.randomUUID(), tab: {} })
        }}
      >
        +
      </ActionIcon>
      <Menu>
        <Menu.Target>
          <Button size="compact-xs" variant="subtle" m={6}>
            Tab…
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setRenamed(active?.name ?? '')}>Rename {active?.name}</Menu.Item>
          <Menu.Item onClick={() => close(tabs.active)}>Close {active?.name}</Menu.Item>
          <Menu.Item disabled={tabs.closed.length === 0} onClick={() => changeTabs({ kind: 'reopened' })}>
            Open {tabs.closed[0]?.name ?? 'the one closed last'} again
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {renamed === undefined ? null : (
        <Dialog title={`Rename ${active?.name}`} close={() => setRenamed(undefined)}>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (renamed.trim() !== '') changeTabs({ kind: 'changed', id: tabs.active, change: { name: renamed.trim().slice(0, 60) } })
              setRenamed(undefined)
            }}
          >
            <TextInput label="Name of the tab" value={renamed} onChange={(event) => setRenamed(event.currentTarget.value)} />
            <Group mt="md">
              <Button type="submit">Rename</Button>
              <Button variant="default" onClick={() => setRenamed(undefined)}>
                Leave it
              </Button>
            </Group>
          </form>
        </Dialog>
      )}
    </div>
  )
}
