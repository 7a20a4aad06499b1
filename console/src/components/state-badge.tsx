import classes from './state-badge.module.css'

export type BadgeLevel = 'good' | 'bad' | 'waiting' | 'idle'

const SIGNS: Readonly<Record<BadgeLevel, string>> = { good: '✓', bad: '✕', waiting: '…', idle: '○' }

/** How a thing is: by colour, by sign and by word. */
export function StateBadge({ level, word }: { readonly level: BadgeLevel; readonly word: string }) {
  return (
    <span className={classes['badge']} data-level={level}>
      <span aria-hidden="true">{SIGNS[level]} </span>
      {word}
    </span>
  )
}
