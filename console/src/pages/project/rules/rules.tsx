import { useQuery } from '@tanstack/react-query'
import { useAnswer } from '../../../api/answer-query.ts'
import { queueNamesQuery } from '../../../api/queue-names.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { countText } from '../../../components/times.ts'
import { changeRule, createRule, deleteRule, RULES, readRule, readSystemRule, SYSTEM_RULES } from './rule-actions.ts'

/** What statements may not do, or are told of. */
export function Rules() {
  const rules = useAnswer(['rules', 'list'], `${RULES}?limit=1000`, (answer) => answer.list('rules', readRule))
  const system = useAnswer(['rules', 'system'], SYSTEM_RULES, (answer) => answer.list('rules', readSystemRule))
  const queues = useQuery(queueNamesQuery)
  const names = queues.data ?? []
  return (
    <Loaded query={system}>
      {(known) => (
        <>
          <p>
            <ActionButton isSmall action={createRule(known, names)} />
          </p>
          <Loaded query={rules}>
            {(all) =>
              all.length === 0 ? (
                <EmptyState title="There is no rule" />
              ) : (
                <DataTable
                  label="Defence rules"
                  rows={all}
                  keyOf={({ uuid }) => uuid}
                  columns={[
                    { name: 'Name', cell: ({ name }) => name },
                    { name: 'About', cell: ({ ruleId }) => known.find(({ id }) => id === ruleId)?.description ?? ruleId },
                    { name: 'At most', cell: ({ threshold }) => countText(threshold), isNumber: true },
                    { name: 'Does', cell: ({ action }) => action },
                    { name: 'Queues', cell: (rule) => (rule.queues.length === 0 ? 'all' : rule.queues.join(', ')) },
                    { name: 'Description', cell: ({ description }) => description },
                    {
                      name: 'Actions',
                      cell: (rule) => (
                        <>
                          <ActionButton isSmall action={changeRule(known, names, rule)} />{' '}
                          <ActionButton isSmall action={deleteRule(rule)} />
                        </>
                      ),
                    },
                  ]}
                />
              )
            }
          </Loaded>
        </>
      )}
    </Loaded>
  )
}
