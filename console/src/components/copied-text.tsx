import { Button } from '@mantine/core'
import { useState } from 'react'
import classes from './copied-text.module.css'

/** A text to be taken away. */
export function CopiedText({ text, label }: { readonly text: string; readonly label: string }) {
  const [told, setTold] = useState('')
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <pre className={classes['code']} tabIndex={0} data-copied={label}>
        {text}
      </pre>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setTold('Copied.'),
            () => setTold('The browser does not let it be copied: select the text.'),
          )
        }}
      >
        Copy
      </Button>
      <span role="status"> {told}</span>
    </>
  )
}
