const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/**
 * Measures for how long at most nothing else had its turn, in milliseconds of processor time, from now until it is asked. By
 * the clock it would be other processes that are measured.
 */
export function holdUps(): () => number {
  let [last, longest] = [cpu(), 0];
  const look = () => {
    const now = cpu();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const ticking = setInterval(look, 1);
  return () => {
    clearInterval(ticking);
    look();
    return longest;
  };
}
