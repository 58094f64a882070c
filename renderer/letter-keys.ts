import { useKnown } from './snapshot.tsx';

/** Whether single letters and signs are commands here: who speaks to their computer may have them off (WCAG 2.1.4). */
export const useLetterKeys = (): boolean => useKnown().snapshot?.letterKeys ?? true;
