import { capture } from './child.mjs';
import { projectRoot } from './project.mjs';

/**
 * The time that everything made from these sources bears, so that making it twice gives the same bytes: SOURCE_DATE_EPOCH
 * (Reproducible Builds), else the time of the commit.
 * @returns {Promise<Date | null>} null outside of a repository
 */
export const sourceDate = async () => {
  const told = process.env.SOURCE_DATE_EPOCH;
  if (told !== undefined && /^\d{1,12}$/.test(told)) return new Date(Number(told) * 1000);
  const { code, stdout } = await capture('git', ['log', '-1', '--format=%ct'], { cwd: projectRoot }).catch(() => ({
    code: 1,
    stdout: '',
  }));
  return code === 0 && /^\d+\s*$/.test(stdout) ? new Date(Number(stdout) * 1000) : null;
};

/** The same for tools that take it from the environment, and that date a zip or a package without one: 1980 at the earliest. */
export const bearSourceDate = async () => {
  const date = (await sourceDate()) ?? new Date('1980-01-01T00:00:00Z');
  process.env.SOURCE_DATE_EPOCH = String(date.getTime() / 1000);
  return date;
};
