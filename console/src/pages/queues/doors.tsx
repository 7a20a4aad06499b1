import { useAnswer } from '../../api/answer-query.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { closeDoor, DOORS_KEY, doorsPath, openDoor } from './queue-actions.ts'

/** The doors that lead to what a queue reaches. */
export function Doors({ queue }: { readonly queue: string }) {
  const doors = useAnswer([DOORS_KEY, queue], doorsPath(queue), (answer) =>
    answer.list('doors', (door) => ({
      id: door.text('door_id'),
      address: door.text('address'),
      owner: door.text('owner'),
      description: door.optionalText('description') ?? '',
      failure: door.optionalText('fail_reason') ?? '',
    })),
  )
  return (
    <>
      <h3>Doors</h3>
      <p>
        <ActionButton isSmall action={openDoor(queue)} />
      </p>
      <Loaded query={doors}>
        {(all) =>
          all.length === 0 ? (
            <p>None.</p>
          ) : (
            <DataTable
              label="Doors"
              rows={all}
              keyOf={({ id }) => id}
              columns={[
                { name: 'Address', cell: ({ address }) => <code>{address}</code> },
                { name: 'Owner', cell: ({ owner }) => owner },
                { name: 'Description', cell: ({ description }) => description },
                { name: 'Failed', cell: ({ failure }) => failure },
                { name: 'Actions', cell: ({ id }) => <ActionButton isSmall action={closeDoor(queue, id)} /> },
              ]}
            />
          )
        }
      </Loaded>
    </>
  )
}
