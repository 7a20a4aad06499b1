import type { Page } from 'playwright-core'

/** What of a page is wider than its window, and cannot be scrolled to by itself: by its text. */
export const cutOff = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const scrolls = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        if (
          /auto|scroll/.test(getComputedStyle(at).overflowX) &&
          at.id !== 'main' &&
          at !== document.documentElement &&
          at !== document.body
        )
          return true
      }
      return false
    }
    const wide = [...document.querySelectorAll('main *, header *, nav *')].filter((element) => {
      const { right, width: own } = element.getBoundingClientRect()
      return own > 1 && right > width + 1 && !scrolls(element)
    })
    const page = document.getElementById('main') ?? document.documentElement
    const whole = page.scrollWidth > page.clientWidth + 1 ? [`the page is ${page.scrollWidth} px wide`] : []
    return [...whole, ...wide.slice(0, 5).map((element) => `${element.tagName} ${element.className}: ${element.textContent?.slice(0, 60)}`)]
  })

/** Words and numbers of the page that stand in two lines, and are short enough to stand in one. */
export const tornWords = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const torn: string[] = []
    const main = document.getElementById('main') ?? document.body
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      for (const { 0: whole, index: at } of (node.textContent ?? '').matchAll(/\S{2,31}(?!\S)/g)) {
        // Behind a hyphen and a slash there may be another line.
        for (const { 0: word, index } of (node.textContent?.[at - 1]?.trim() ?? '') === '' ? whole.matchAll(/[^-/]{2,}/g) : []) {
          const range = document.createRange()
          range.setStart(node, at + index)
          range.setEnd(node, at + index + word.length)
          const tops = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)))
          if (tops.size > 1) torn.push(word)
        }
      }
    }
    return torn
  })
