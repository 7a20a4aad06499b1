import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CATALOG_KEY } from '../../api/catalog.ts'
import { type ApiRequest, request } from '../../api/request.ts'

interface Change {
  readonly isGoing: boolean
  readonly failure: unknown
  /** What is told when it is done is up to whoever asked. */
  readonly send: (asked: ApiRequest, done: () => void) => void
}

/** A call that changes the catalog: what was read of it is read anew behind it. */
export function useChange(): Change {
  const client = useQueryClient()
  const [isGoing, setGoing] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  async function carryOut({ method, path, body }: ApiRequest, done: () => void): Promise<void> {
    setGoing(true)
    setFailure(undefined)
    try {
      await request(method, path, body)
      await client.invalidateQueries({ queryKey: [CATALOG_KEY] })
      done()
    } catch (thrown) {
      setFailure(thrown)
    } finally {
      setGoing(false)
    }
  }
  return { isGoing, failure, send: (asked, done) => void carryOut(asked, done) }
}
