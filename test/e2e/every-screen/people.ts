import { makeSubject, type Subject } from '../../fakes/subject.ts';

/** Somebody whom the desk signs for more than once. */
export const regular: Subject = makeSubject('regular');
