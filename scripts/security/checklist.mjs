import { inProject, readJson } from '../bring-up/project.mjs';

/**
 * @typedef {object} Line one line of the security checklist
 * @property {number} number
 * @property {string} says what must hold, in a sentence
 * @property {Readonly<Record<string, string>>} systems how it stands on macOS and Windows, and what is special on Linux
 * @property {string} [notYet] why nothing holds it yet
 * @property {string} [partly] what of it is there, and why the rest is not
 * @typedef {{ readonly name: string, readonly lines: readonly Line[] }} Section
 */

/** @returns {readonly Section[]} the checklist, read from docs/security/checklist.json */
export const checklist = () => readJson(inProject('docs', 'security', 'checklist.json')).sections;
