import { createStore } from './store.ts'

/** Whether the last call was answered. */
export const serverAnswers = createStore(true)

export const setServerAnswers = (answers: boolean): void => serverAnswers.set(answers)
