import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { readExpectations } from '../../api/expectations.ts'
import type { Topology } from '../../api/topology.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { timeText } from '../../components/times.ts'
import classes from './doctor.module.css'
import { changeExpected, expectReach, forgetExpectation } from './expectation-actions.ts'
import { ExpectationHistory } from './expectation-history.tsx'
import type { DoctorPlace } from './question.ts'

interface ExpectationsViewProps {
  readonly topology: Topology | undefined
  readonly go: (change: Partial<DoctorPlace>) => void
}

/** What queues shall reach, and shall not: whether it holds, since when, and what it was before. */
export function ExpectationsView({ topology, go }: ExpectationsViewProps) {
  const [open, setOpen] = useState<string>()
  const expectations = useQuery({ queryKey: ['expectations'], queryFn: ({ signal }) => readExpectations(signal) })
  return (
    <>
      <p>
        <ActionButton isSmall action={expectReach((topology?.queues ?? []).map(({ name }) => name))} />
      </p>
      <Loaded query={expectations}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="Nothing is expected yet">
              <p>What is expected is decided at every change of the network; what is enforced refuses a change that would break it.</p>
            </EmptyState>
          ) : (
            <DataTable
              label="Expectations"
              rows={all}
              keyOf={({ id }) => id}
              below={({ id }) => (open === id ? <ExpectationHistory id={id} /> : undefined)}
              columns={[
                {
                  name: 'State',
                  cell: ({ holds }) => (holds ? <StateBadge level="good" word="holds" /> : <StateBadge level="bad" word="broken" />),
                },
                { name: 'Queue', cell: ({ queue }) => queue },
                { name: 'Address', cell: ({ address }) => address },
                { name: 'Expected', cell: ({ expect, enforced }) => `${expect}${enforced ? ', enforced' : ''}` },
                { name: 'Since', isOneLine: true, cell: ({ since }) => timeText(since) },
                { name: 'Note', cell: ({ note }) => note },
                {
                  name: 'Do',
                  cell: (told) => (
                    <div className={classes['actions']}>
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-expanded={open === told.id}
                        onClick={() => setOpen(open === told.id ? undefined : told.id)}
                      >
                        History
                      </Button>
                      <Button
                        size="compact-sm"
                        variant="default"
                        onClick={() => go({ view: 'explain', queue: told.queue, address: told.address, wishes: [] })}
                      >
                        Explain
                      </Button>
                      <ActionButton isSmall action={changeExpected(told)} />
                      <ActionButton isSmall action={forgetExpectation(told)} />
                    </div>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  )
}
