import { Button, Menu, TextInput } from '@mantine/core'
import type { Arrangement } from './arranged-rows.ts'
import { AS_IT_CAME } from './arranged-rows.ts'
import { COPY_FORMS, type CopyForm } from './copied-range.ts'
import type { ResultColumn } from './result-column.ts'
import classes from './result-grid.module.css'

interface GridBarProps {
  readonly column: ResultColumn | undefined
  readonly place: number
  readonly arrangement: Arrangement
  readonly arrange: (next: Arrangement) => void
  readonly copyAs: (form: CopyForm) => void
}

const FORM_NAMES: Readonly<Record<CopyForm, string>> = { tsv: 'Tabs, for spreadsheets', csv: 'CSV', json: 'JSON', markdown: 'Markdown' }

/** What can be done with the column in which the cursor is. */
export function GridBar({ column, place, arrangement, arrange, copyAs }: GridBarProps) {
  if (column === undefined) return null
  const { sort, filters } = arrangement
  const sortButton = (direction: 'ascending' | 'descending', text: string) => {
    const isPressed = sort?.column === place && sort.direction === direction
    return (
      <Button
        size="xs"
        variant={isPressed ? 'filled' : 'default'}
        aria-pressed={isPressed}
        onClick={() => arrange({ ...arrangement, sort: isPressed ? undefined : { column: place, direction } })}
      >
        {text}
      </Button>
    )
  }
  function filter(typed: string): void {
    const next = new Map(filters)
    if (typed === '') next.delete(place)
    else next.set(place, typed)
    arrange({ ...arrangement, filters: next })
  }
  return (
    <div className={classes['bar']}>
      <TextInput
        size="xs"
        w={300}
        aria-label={`Filter ${column.name}`}
        placeholder={`Filter ${column.name}: text, > 5, = x, null`}
        value={filters.get(place) ?? ''}
        onChange={(event) => filter(event.currentTarget.value)}
      />
      {sortButton('ascending', 'Sort ↑')}
      {sortButton('descending', 'Sort ↓')}
      <Button size="xs" variant="default" disabled={sort === undefined && filters.size === 0} onClick={() => arrange(AS_IT_CAME)}>
        As it came
      </Button>
      <Menu>
        <Menu.Target>
          <Button size="xs" variant="default">
            Copy as…
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {COPY_FORMS.map((form) => (
            <Menu.Item key={form} onClick={() => copyAs(form)}>
              {FORM_NAMES[form]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
