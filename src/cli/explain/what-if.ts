/** As the API takes it: whoever types options may write bind=CONNECTION for bind:CONNECTION. What stands behind the first sign of a change is left as it is. */
export const whatIfOf = (typed: string): string => typed.replace(/(^|,)(\s*(?:bind|unbind|host|route|port))=/g, '$1$2:')
