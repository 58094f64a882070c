import { say } from '../words.ts';

/** A build for trying the packaging says in its version what it is, and so does its window. */
export function windowTitle(practice: boolean, signingStopped: boolean, version: string): string {
  const name = say(practice ? 'app.practiceTitle' : 'app.name');
  const title = signingStopped ? say('app.stoppedTitle', { title: name }) : name;
  return version.includes('-smoke') ? say('app.smoke', { title, version }) : title;
}
