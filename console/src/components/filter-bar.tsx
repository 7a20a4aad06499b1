import type { ReactNode } from 'react'
import classes from './filter-bar.module.css'

/** The fields that say what of a list is shown. */
export const FilterBar = ({ children }: { readonly children: ReactNode }) => <search className={classes['bar']}>{children}</search>
