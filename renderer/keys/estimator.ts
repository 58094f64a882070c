import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';

export type Strength = 0 | 1 | 2 | 3 | 4;

const estimator = new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs });

/** More is not looked at: the estimate takes longer with every character, and by then it is strong or repeats itself. */
const LOOKED_AT = 100;

/** How many guesses a passphrase stands, from 0 (at once) to 4 (more than 10^10). */
export const estimate = (passphrase: string): Strength => estimator.check(passphrase.slice(0, LOOKED_AT)).score;
