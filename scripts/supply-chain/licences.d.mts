export const forShipping: readonly string[];
export const forTools: readonly string[];
/** Whether what an SPDX licence expression leaves to be chosen can be met by allowed licences alone. */
export function allows(expression: string | undefined, allowed: readonly string[]): boolean;
