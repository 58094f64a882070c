import type { Bridge } from '../../preload/contract.ts';

// What functions find that a test has carried out in the page.
declare global {
  interface Window {
    readonly authority: Bridge;
  }
}
