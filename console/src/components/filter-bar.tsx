import type { ReactNode } from 'react'
import classes from './filter-bar.module.css'

/** The fields that say what of a list is shown. */
export const FilterBar = ({ children }: { readonly children: ReactNode }) => <search className={classes['bar']}>{children}</search>

/** Fields of it that belong together, as the ends of a time: in one line where the window is wide enough for them. */
export const FilterGroup = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <fieldset className={classes['group']}>
    <legend className="sr-only">{label}</legend>
    {children}
  </fieldset>
)
