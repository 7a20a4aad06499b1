import { useAnswer } from '../../../api/answer-query.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { changePlan, createPlan, deletePlan, hourText, plansPath } from './plan-actions.ts'

/** When a queue is scaled by itself. */
export function Plans({ queue }: { readonly queue: string }) {
  const plans = useAnswer(['plans', queue], plansPath(queue), (answer) =>
    answer.list('plans', (plan) => ({
      id: plan.number('id'),
      name: plan.text('plan_name'),
      cus: plan.number('target_cu'),
      hour: plan.number('start_hour'),
      minute: plan.number('start_minute'),
      days: plan.texts('repeat_day'),
      begin: plan.optionalNumber('valid_date_begin'),
      end: plan.optionalNumber('valid_date_end'),
      isActive: plan.flag('activate'),
    })),
  )
  return (
    <>
      <h3>Plans</h3>
      <p>
        <ActionButton isSmall action={createPlan(queue)} />
      </p>
      <Loaded query={plans}>
        {(all) =>
          all.length === 0 ? (
            <p>None: it has its CUs by day and night.</p>
          ) : (
            <DataTable
              label="Plans"
              rows={all}
              keyOf={({ id }) => String(id)}
              columns={[
                { name: 'Name', cell: ({ name }) => name },
                { name: 'Time', cell: hourText },
                { name: 'Days', cell: ({ days }) => days.map((day) => day.toLowerCase()).join(', ') },
                { name: 'CUs', cell: ({ cus }) => cus, isNumber: true },
                { name: 'In force', cell: ({ isActive }) => (isActive ? 'yes' : 'no') },
                {
                  name: 'Actions',
                  cell: (plan) => (
                    <>
                      <ActionButton isSmall action={changePlan(queue, plan)} /> <ActionButton isSmall action={deletePlan(queue, plan)} />
                    </>
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
