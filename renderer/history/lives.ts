import { createContext, useContext } from 'react';

/** Goes to the whole life of a job, from wherever the job is named. */
export const Lives = createContext<(jobId: string) => void>(() => {});

export const useLives = (): ((jobId: string) => void) => useContext(Lives);
