/** What Double.parseDouble of Java takes: blanks around, letters behind and numbers to the base 16 as well. */
export const JAVA_DOUBLE_FORM =
  /^[\0- ]*[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?|0[xX](?:[\da-fA-F]+\.?[\da-fA-F]*|\.[\da-fA-F]+)[pP][+-]?\d+[fFdD]?)[\0- ]*$/
