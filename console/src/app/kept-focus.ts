/** Where the focus was, and what that stood in, from the inside out. */
interface Stood {
  readonly element: HTMLElement
  readonly above: readonly Step[]
  /** What was chosen then: a row, or a card of a picture. */
  readonly chosen: HTMLElement | undefined
}

interface Step {
  readonly parent: Element
  readonly child: Element
  /** Which child of the parent it was. */
  readonly at: number
}

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]'
const OUT_OF_USE = ':disabled, [data-disabled], [data-loading]'
const LIST = 'ul, ol, tbody'
/** What is opened from somewhere, and closed as a whole. */
const PANEL = 'section[aria-labelledby], aside, [data-opened]'
const OPENED = `${PANEL}, dialog`
/** Of which a panel may tell, though nobody has gone from there to the panel: the page's address says so. */
const CHOSEN = '[data-row][data-chosen=true] button, [role=option][aria-selected=true]'
/** What came of what was done; it takes the focus, and is not reached by Tab. */
const OUTCOME = '[data-outcome]'
const REMEMBERED_MAX = 20

/**
 * Whoever works by the keyboard goes on where they were. A button that goes with what it has done, or that nothing is left for, takes the focus with it, and the
 * next Tab would begin at the top of the page: the focus goes to what came of it, to what stands in its place or beside it, or back to what had opened it.
 * Returns what ends it.
 */
export function keepFocus(): () => void {
  let last: Stood | undefined
  let before: readonly Stood[] = []
  let isByKeyboard = false
  let isWaiting = false

  function onFocus({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return
    const { element } = last ?? {}
    if (last !== undefined && element !== target)
      before = [...before.filter((each) => each.element !== element), last].slice(-REMEMBERED_MAX)
    last = stoodAt(target)
  }

  /** A click beside everything, or a page that wants it so, takes the focus away from what goes on to be there. */
  function onBlur({ target, relatedTarget }: FocusEvent): void {
    if (relatedTarget !== null || !(target instanceof HTMLElement) || target.matches(OUT_OF_USE)) return
    requestAnimationFrame(() => {
      if (document.hasFocus() && document.activeElement === document.body && last?.element === target && isOfUse(target)) last = undefined
    })
  }

  /** Behind what the page itself does when something goes. */
  function look(): void {
    if (isWaiting || last === undefined || document.activeElement !== document.body) return
    isWaiting = true
    requestAnimationFrame(() =>
      setTimeout(() => {
        isWaiting = false
        if (last !== undefined && document.activeElement === document.body) placeFor(last, before)?.focus({ preventScroll: !isByKeyboard })
      }),
    )
  }

  const ended = new AbortController()
  const { signal } = ended
  document.addEventListener('focusin', onFocus, { signal })
  document.addEventListener('focusout', onBlur, { signal })
  for (const act of ['pointerdown', 'wheel']) {
    document.addEventListener(act, () => (isByKeyboard = false), { signal, capture: true, passive: true })
  }
  document.addEventListener('keydown', () => (isByKeyboard = true), { signal, capture: true })
  const watch = new MutationObserver(look)
  watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled', 'data-disabled', 'data-loading'] })
  signal.addEventListener('abort', () => watch.disconnect())
  return () => ended.abort()
}

function stoodAt(element: HTMLElement): Stood {
  const above: Step[] = []
  let child: Element = element
  for (let parent = child.parentElement; parent !== null; parent = parent.parentElement) {
    above.push({ parent, child, at: [...parent.children].indexOf(child) })
    child = parent
  }
  return { element, above, chosen: document.querySelector<HTMLElement>(`main :is(${CHOSEN})`) ?? undefined }
}

/** Undefined: it comes back by itself, or what it is for is not done yet. */
function placeFor(lost: Stood, before: readonly Stood[]): HTMLElement | undefined {
  const { element, above, chosen } = lost
  if (isOfUse(element)) return element
  if (element.isConnected && element.matches('[data-loading]')) return undefined
  const gone = above.findLastIndex(({ child }) => !child.isConnected)
  const lostSteps = above.slice(0, gone + 1)
  const wasOpened = lostSteps.some(({ child }) => child.matches(OPENED)) && !isFollowed(above[gone])
  const isPanelClosed = wasOpened && !lostSteps.some(({ child }) => child.matches('dialog'))
  if (isPanelClosed && chosen !== undefined && isOfUse(chosen)) return chosen
  return (
    (wasOpened ? openerOf(before) : placeAround(above.slice(Math.max(gone, 0)))) ??
    openerOf(before) ??
    document.getElementById('main') ??
    undefined
  )
}

/** One panel in the place of another: whoever followed a link in it is in the next. */
const isFollowed = (step: Step | undefined): boolean =>
  step?.child.matches('aside') === true && step.parent.children[step.at]?.matches('aside') === true

/** From the inside out, but not in the page as a whole: what stands there first has nothing to do with it. */
function placeAround(steps: readonly Step[]): HTMLElement | undefined {
  for (const { parent, at } of steps) {
    if (parent.matches('main, body')) return undefined
    const found = (parent.matches(LIST) ? undefined : firstOf(parent, OUTCOME)) ?? placeBeside(parent, at)
    if (found !== undefined) return found
  }
  return undefined
}

/** What stands where it stood, then what is behind that, then what is before it, the nearest first. */
function placeBeside(parent: Element, at: number): HTMLElement | undefined {
  const children = [...parent.children]
  for (const child of [...children.slice(at), ...children.slice(0, at).toReversed()]) {
    const found = isPlace(child) ? child : [...child.querySelectorAll(FOCUSABLE)].find(isPlace)
    if (found !== undefined) return found
  }
  return undefined
}

/** What had the focus before, or where that was a row of a list that is there still, the row that has its place. */
function openerOf(before: readonly Stood[]): HTMLElement | undefined {
  for (const { element, above } of before.toReversed()) {
    if (isOfUse(element)) return element
    const again = sameRow(above)
    if (again !== undefined) return again
    const step = above[above.findLastIndex(({ child }) => !child.isConnected)]
    const found = step?.parent.matches(LIST) === true ? placeBeside(step.parent, step.at) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** The row where it stood, in the same list, which is shown anew. */
function sameRow(above: readonly Step[]): HTMLElement | undefined {
  const row = above.find(({ child }) => child.matches('[data-row]'))?.child
  const list = above.find(({ child }) => child.matches('section[aria-label]'))?.child
  if (!(row instanceof HTMLElement) || row.isConnected || list === undefined) return undefined
  const again = [...document.querySelectorAll<HTMLElement>('[data-row]')].find(
    (each) => each.dataset['row'] === row.dataset['row'] && each.closest('section[aria-label]')?.ariaLabel === list.ariaLabel,
  )
  return again === undefined ? undefined : [...again.querySelectorAll(FOCUSABLE)].find(isPlace)
}

const firstOf = (parent: Element, selector: string): HTMLElement | undefined => parent.querySelector<HTMLElement>(selector) ?? undefined

const isOfUse = (element: HTMLElement): boolean => element.isConnected && !element.matches(OUT_OF_USE) && element.checkVisibility()

/** What Tab comes to. */
const isPlace = (element: Element): element is HTMLElement =>
  element instanceof HTMLElement && element.matches(FOCUSABLE) && element.tabIndex >= 0 && isOfUse(element)
