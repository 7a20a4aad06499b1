import { CausewayError } from '../../../base/errors.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { RowStream } from './row-stream.ts'
import type { WholeResult } from './whole-result.ts'

/** A result from some row on. */
export interface ResultRows {
  readonly columns: readonly Column[]
  /** Of the whole result. */
  readonly rowCount: number
  /** Whole rows, each the text of a JSON array and a line end, some at a time. Throws where not all rows come. To be read once. */
  readonly texts: AsyncIterable<string>
}

const ROWS_OF_TEXT = 100

/** `stream`: reads the rows of a file, which is a query of its own. */
export function resultRows({ job, columns, rows }: WholeResult, fromRow: number, stream: () => Promise<RowStream>): ResultRows {
  if (fromRow > job.rowCount) {
    throw new CausewayError('invalid-parameter', `The result has ${job.rowCount} rows, and none from row ${fromRow} on`, {
      hint: 'Rows are counted from 0.',
    })
  }
  const texts = rows.kind === 'texts' ? keptTexts(rows.rowsJson, fromRow) : streamedTexts(stream)
  return { columns, rowCount: job.rowCount, texts }
}

async function* keptTexts(rowsJson: readonly string[], fromRow: number): AsyncGenerator<string> {
  for (let from = fromRow; from < rowsJson.length; from += ROWS_OF_TEXT) {
    yield rowsJson
      .slice(from, from + ROWS_OF_TEXT)
      .map((row) => `${row}\n`)
      .join('')
  }
}

async function* streamedTexts(stream: () => Promise<RowStream>): AsyncGenerator<string> {
  for await (const part of (await stream()).parts) {
    switch (part.kind) {
      case 'columns':
        break
      case 'rows':
        yield part.text
        break
      case 'end':
        if (part.error !== undefined) throw part.error
        break
    }
  }
}
