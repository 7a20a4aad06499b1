import { Button, Code, ScrollArea, Text } from '@mantine/core'
import { useMemo } from 'react'
import { Dialog } from '../dialog.tsx'
import { visible, wholeText } from './cell-text.ts'
import { NestedTree } from './nested-tree.tsx'
import { nestedValue } from './nested-value.ts'
import type { ResultColumn } from './result-column.ts'

interface CellDetailProps {
  readonly column: ResultColumn
  /** From 1. */
  readonly row: number
  readonly cell: string
  readonly close: () => void
}

/** A value with nothing cut off; a nested one as a tree. */
export function CellDetail({ column, row, cell, close }: CellDetailProps) {
  const isNested = cell.startsWith('[') || cell.startsWith('{')
  const nested = useMemo(() => (isNested ? nestedValue(cell) : undefined), [cell, isNested])
  return (
    <Dialog close={close} title={`${visible(column.name)}, row ${row}`}>
      <Text size="xs" c="dimmed">
        {column.type}
      </Text>
      {cell === 'null' ? <Text fs="italic">NULL</Text> : null}
      {nested === undefined ? (
        cell !== 'null' && (
          <ScrollArea.Autosize mah="60vh" tabIndex={0} aria-label="The value">
            <Code block>{wholeText(cell)}</Code>
          </ScrollArea.Autosize>
        )
      ) : (
        <NestedTree value={nested} />
      )}
      <Button variant="default" mt="sm" onClick={close}>
        Close
      </Button>
    </Dialog>
  )
}
