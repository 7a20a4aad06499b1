import { Fragment, type ReactNode } from 'react'
import classes from './data-table.module.css'

interface TableColumn<T> {
  readonly name: string
  readonly cell: (row: T) => ReactNode
  readonly isNumber?: boolean
  /** A time, say: it is never broken, however narrow the window is. */
  readonly isOneLine?: boolean
}

interface DataTableProps<T> {
  /** What it lists, for who hears it. */
  readonly label: string
  readonly columns: readonly TableColumn<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  /** The row whose detail is shown. */
  readonly chosen?: string | undefined
  /** The first cell of each row is a button that does this. */
  readonly onChoose?: (row: T) => void
  /** What is told of one row below it, in a row of its own; undefined: nothing. */
  readonly below?: (row: T) => ReactNode
  /** Of all rows, where these are some of them. */
  readonly rowCount?: number
}

/** A column is as wide as the longest of its words; one that is longer than this may be broken. */
const LONG_WORD = /[^\s]{32}/

const contentOf = (content: ReactNode): ReactNode =>
  typeof content === 'string' && LONG_WORD.test(content) ? <span className={classes['long']}>{content}</span> : content

/** A list of things, each with its facts in a row. */
export function DataTable<T>({ label, columns, rows, keyOf, chosen, onChoose, below, rowCount }: DataTableProps<T>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section className={classes['frame']} tabIndex={0} aria-label={label}>
      <table className={classes['table']} {...(rowCount === undefined ? {} : { 'aria-rowcount': rowCount + 1 })}>
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            {columns.map(({ name, isNumber = false }) => (
              <th key={name} scope="col" data-number={isNumber}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = keyOf(row)
            const more = below?.(row)
            return (
              <Fragment key={key}>
                <tr data-row={key} data-chosen={key === chosen}>
                  {columns.map(({ name, cell, isNumber = false, isOneLine = false }, at) => (
                    <td key={name} data-number={isNumber} data-one-line={isOneLine || undefined}>
                      {at === 0 && onChoose !== undefined ? (
                        <button type="button" className={classes['choose']} aria-pressed={key === chosen} onClick={() => onChoose(row)}>
                          {contentOf(cell(row))}
                        </button>
                      ) : (
                        contentOf(cell(row))
                      )}
                    </td>
                  ))}
                </tr>
                {more === undefined ? null : (
                  <tr>
                    <td colSpan={columns.length}>{more}</td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
