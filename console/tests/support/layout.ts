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
