/** Builds dist/ where it is missing or was built from other sources than these. */
export function buildApp(): Promise<void>;
