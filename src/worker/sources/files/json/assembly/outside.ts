/** What is asked of line-columns.ts. */

/** Reads the value there of a column in whatever form it has, and adds it. Where it ends; 0: the line is to be read as a whole. */
@external('outside', 'readValue')
export declare function readOutside(id: i32, at: usize): usize

/** Of a column whose values are kept outside. */
@external('outside', 'addNull')
export declare function addNullOutside(id: i32): void

/** Keeps the first so many values of such a column. */
@external('outside', 'rewind')
export declare function rewindOutside(id: i32, rows: i32): void

/** Which field has the name of so many bytes; -1: none. */
@external('outside', 'fieldNamed')
export declare function fieldNamed(id: i32, at: usize, length: i32): i32

/** More memory is needed than there is. It does not come back. */
@external('outside', 'tooLarge')
export declare function tooLargeOutside(): void
