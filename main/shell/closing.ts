/** What closing the window does. A window that would be out of everybody's sight for good is minimised instead. */
export function onClosing({
  keepRunning,
  tray,
}: {
  readonly keepRunning: boolean;
  readonly tray: boolean;
}): 'quit' | 'hide' | 'minimise' {
  if (!keepRunning) return 'quit';
  return tray ? 'hide' : 'minimise';
}
