/**
 * What may be said of a job's scope on a screen that others see too, and that draws whatever it is given: names in letters
 * that can't mislead. A claim's text that is not so is left out.
 */
export const plainScope = (scope: string | null): string | null =>
  scope !== null && scope.length <= 80 && /^[a-z0-9_.:-]{1,32}( [a-z0-9_.:-]{1,32})*$/i.test(scope) ? scope : null;
