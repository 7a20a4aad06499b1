import { useEffect, useState } from 'react'
import { changeTabs } from '../tabs/use-tabs.ts'
import { sharedStatement } from './share-link.ts'

/** Opens what the address shares in a tab of its own, and takes it out of the address; '' or what is wrong with it. It is not run. */
export function useSharedLink(): string {
  const [wrong, setWrong] = useState('')
  useEffect(() => {
    const open = async (): Promise<void> => {
      const { hash } = location
      if (!hash.startsWith('#share=')) return
      const shared = await sharedStatement(hash)
      if (location.hash !== hash) return
      history.replaceState(history.state, '', `${location.pathname}${location.search}`)
      if (shared === undefined) setWrong('The link that was opened is broken: a part of it may be missing')
      else changeTabs({ kind: 'opened', id: crypto.randomUUID(), tab: shared })
    }
    void open()
    const again = (): void => void open()
    window.addEventListener('hashchange', again)
    return () => window.removeEventListener('hashchange', again)
  }, [])
  return wrong
}
