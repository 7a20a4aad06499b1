import { Tabs } from '@mantine/core'
import { useSearchState } from '../../app/search-state.ts'
import { PageHeader } from '../../components/page-header.tsx'
import { Buckets } from './buckets/buckets.tsx'
import { Packages } from './packages/packages.tsx'
import { Rules } from './rules/rules.tsx'
import { Scripts } from './scripts/scripts.tsx'
import { Templates } from './templates/templates.tsx'
import { Variables } from './variables/variables.tsx'

const VIEWS = [
  { value: 'variables', label: 'Variables', View: Variables },
  { value: 'rules', label: 'Defence rules', View: Rules },
  { value: 'templates', label: 'Templates', View: Templates },
  { value: 'packages', label: 'Packages', View: Packages },
  { value: 'buckets', label: 'Buckets', View: Buckets },
  { value: 'scripts', label: 'Scripts', View: Scripts },
] as const

/** What the statements and jobs of a project share. */
export function Page() {
  const [search, change] = useSearchState()
  const { value: view, View } = VIEWS.find(({ value }) => value === search['view']) ?? VIEWS[0]
  return (
    <>
      <PageHeader title="Project" />
      <Tabs value={view} onChange={(next) => change({ view: next ?? undefined }, { replace: true })}>
        <Tabs.List>
          {VIEWS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view} pt="md">
          <View />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
