import { codedWords } from '../../preload/words/coded.ts';
import { words } from './index.ts';

export const { findingWords, refusalWords, eventWords } = codedWords(words);
