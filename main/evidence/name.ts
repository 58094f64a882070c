/** The name that is proposed for a file of evidence about these jobs. */
export const evidenceName = (jobIds: readonly string[]): string =>
  `${jobIds.length === 1 ? jobIds[0] : 'decisions'}.evidence`;
